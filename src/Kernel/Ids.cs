namespace Croupier.Kernel;

/// <summary>
/// A player, under a pseudonym that carries the player's partition (0–4095) in the 12 bits of rand_a, so that the number of partitions
/// can grow without moving anyone. The operator's own commands use <see cref="Operator"/>.
/// </summary>
public readonly record struct PlayerId(Guid Value)
{
    public static PlayerId New(TimeProvider clock, int partition) => new(Uuid.NewV7Tagged(clock, partition));

    /// <summary>The scope of the operator's commands and accounts in a partition: time and random bits zero.</summary>
    public static PlayerId Operator(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partition, 0xFFF);
        return new(new Guid(0, 0, (short)(0x7000 | partition), 0x80, 0, 0, 0, 0, 0, 0, 0));
    }

    public int Partition => Uuid.Tag(Value);

    public bool IsOperator => this == Operator(Partition);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A command's id, a version 7 UUID made by whoever asks, scoped to its player. It takes effect at most once, for ever (I4).</summary>
public readonly record struct CommandId(Guid Value)
{
    public static CommandId New(TimeProvider clock) => new(Uuid.NewV7(clock));

    /// <summary>
    /// The id of a command that follows from this one, the same whoever computes it: this id's 48 bits of time, then the beginning of SHA-256 over the ASCII bytes
    /// <c>croupier-derived/1</c>, the scope (16), this id (16) and the number (4), with the version (7) and variant bits set. The scope is part of it because ids are
    /// unique in the scope of their player only, and what follows may stand in another.
    /// </summary>
    public CommandId Derive(PlayerId scope, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var writer = new Bytes.ByteWriter(64);
        writer.Raw("croupier-derived/1"u8);
        writer.Id(scope.Value);
        writer.Id(Value);
        writer.I32(number);
        Span<byte> bytes = stackalloc byte[16];
        Hash256.Of(writer.Written).ToArray().AsSpan(0, 10).CopyTo(bytes[6..]);
        Span<byte> own = stackalloc byte[16];
        Value.TryWriteBytes(own, bigEndian: true, out _);
        own[..6].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(bytes, bigEndian: true));
    }

    public override string ToString() => Value.ToString("D");
}

/// <summary>A chain of rounds under one server seed. It belongs to one player and one session.</summary>
public readonly record struct ChainId(Guid Value)
{
    public static ChainId New(TimeProvider clock) => new(Uuid.NewV7(clock));

    public override string ToString() => Value.ToString("D");
}

/// <summary>One sign-in of a player on one device.</summary>
public readonly record struct SessionId(Guid Value)
{
    public static SessionId New(TimeProvider clock) => new(Uuid.NewV7(clock));

    public override string ToString() => Value.ToString("D");
}

/// <summary>A game's stable name: 1–32 of a–z, 0–9 and hyphen.</summary>
public readonly record struct GameId(string Name)
{
    public const int MaxLength = 32;

    public bool IsWellFormed =>
        Name is { Length: > 0 and <= MaxLength } && Name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public override string ToString() => Name;
}
