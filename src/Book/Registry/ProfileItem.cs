using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Registry;

/// <summary>The rules for a group of players (<see cref="RegisterProfile"/>).</summary>
internal sealed class ProfileItem : Item
{
    /// <summary>What players without a profile are under: a day before a limit is loosened, half an hour of idle time, no rules of cycles or sources.</summary>
    public static readonly ProfileItem BuiltIn = new() { LoosenDelayMs = 24 * 3_600_000L, SessionIdleMs = 30 * 60_000L };

    public override ItemKind Kind => ItemKind.Profile;

    public ushort Profile { get; private set; }

    public ushort Version { get; private set; }

    public long LoosenDelayMs { get; private set; }

    public long MinCycleMs { get; private set; }

    public bool OneOpenCycle { get; private set; }

    /// <summary>The one order of sources that is allowed; null for any.</summary>
    public SourceOrder? Sources { get; private set; }

    public long SessionIdleMs { get; private set; }

    public static ProfileItem Of(RegisterProfile command)
    {
        var item = new ProfileItem { Profile = command.Profile };
        item.Set(command);
        return item;
    }

    public void Set(RegisterProfile command)
    {
        Version = command.Version;
        LoosenDelayMs = command.LoosenDelayMs;
        MinCycleMs = command.MinCycleMs;
        OneOpenCycle = command.OneOpenCycle;
        Sources = command.Sources;
        SessionIdleMs = command.SessionIdleMs;
    }

    public override void Write(ByteWriter writer)
    {
        writer.U16(Profile);
        writer.U16(Version);
        writer.I64(LoosenDelayMs);
        writer.I64(MinCycleMs);
        writer.Bool(OneOpenCycle);
        writer.U8(RegisterProfile.ByteOf(Sources));
        writer.I64(SessionIdleMs);
    }

    public override void Read(ref ByteReader reader)
    {
        Profile = reader.U16();
        Version = reader.U16();
        LoosenDelayMs = reader.I64();
        MinCycleMs = reader.I64();
        OneOpenCycle = reader.Bool();
        Sources = RegisterProfile.SourcesOf(reader.U8());
        SessionIdleMs = reader.I64();
    }
}
