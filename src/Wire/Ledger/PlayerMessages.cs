using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>A player's state, breaks, zone and profile.</summary>
internal static class PlayerMessages
{
    public static SetPlayerState Read(Messages.SetPlayerState message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, fields.Named<PlayerState>((int)message.State, "state"));

    public static Messages.SetPlayerState Write(SetPlayerState command) => new() { State = (Messages.SetPlayerState.Types.State)command.State };

    public static SetZone Read(Messages.SetZone message, CommandId id, PlayerId player, FieldReader fields)
    {
        if (message.Zone.Length is 0 or > SetZone.MaxNameLength || !message.Zone.All(char.IsAscii))
        {
            fields.Refuse("zone", $"is no name of 1 to {SetZone.MaxNameLength} ASCII characters");
        }

        if (message.Transitions.Count > SetZone.MaxTransitions)
        {
            fields.Refuse("transitions", $"are {message.Transitions.Count}; {SetZone.MaxTransitions} at most are allowed");
        }

        return new(id, player, message.Zone, message.OffsetMinutes, [.. message.Transitions.Select(one => new ZoneTransition(one.FromUnixMs, one.OffsetMinutes))]);
    }

    public static Messages.SetZone Write(SetZone command)
    {
        var message = new Messages.SetZone { Zone = command.Zone, OffsetMinutes = command.OffsetMinutes };
        message.Transitions.AddRange(
            command.Transitions.Select(one => new Messages.SetZone.Types.Transition { FromUnixMs = one.FromUnixMs, OffsetMinutes = one.OffsetMinutes }));
        return message;
    }

    public static SetProfile Read(Messages.SetProfile message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, fields.SmallNumber(message.Profile, "profile"));

    public static RegisterProfile Read(Messages.RegisterProfile message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        fields.SmallNumber(message.Profile, "profile"),
        fields.SmallNumber(message.Version, "version"),
        message.LoosenDelayMs,
        message.MinCycleMs,
        message.OneOpenCycle,
        message.HasSources ? fields.Named<SourceOrder>((int)message.Sources, "sources") : null,
        message.SessionIdleMs);

    public static Messages.RegisterProfile Write(RegisterProfile command)
    {
        var message = new Messages.RegisterProfile
        {
            Profile = command.Profile,
            Version = command.Version,
            LoosenDelayMs = command.LoosenDelayMs,
            MinCycleMs = command.MinCycleMs,
            OneOpenCycle = command.OneOpenCycle,
            SessionIdleMs = command.SessionIdleMs,
        };
        if (command.Sources is { } sources)
        {
            message.Sources = (Messages.PlayRound.Types.Sources)sources;
        }

        return message;
    }
}
