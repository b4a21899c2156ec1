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
