using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>
/// Holds, and what ends them: seven of ten are posted a batch later by a command, three expire and are voided by the ticks. A hold and its post count as two.
/// One tick a batch moves the clock; it ends at most as many holds as a batch lets expire.
/// </summary>
internal sealed class HoldGenerator : CommandGenerator
{
    private const int OperatorAccounts = 5_000;
    private const int ExpiresAfterMs = 1_000;

    private readonly PlayerId[] players;
    private readonly Queue<(PlayerId Player, CommandId Id, Money Amount)> open = new();

    public HoldGenerator() => players = NewPlayers(10_000 - OperatorAccounts);

    protected override IEnumerable<(Caller Caller, Command Command)> SetUpCommands() =>
        players.SelectMany(player => Open(player, (uint)Random.Next(OperatorAccounts))).Append((Ledger, TickNow()));

    protected override (Caller Caller, Command Command) Next(int index)
    {
        if (index == 0)
        {
            return (Ledger, TickNow());
        }

        // Posts take the place that their holds had in the batch before, so that there are as many as there are holds to post.
        if (open.Count > BatchSize && open.TryDequeue(out var held))
        {
            return (Operator, new PostHold(NewCommand(), held.Player, held.Id, held.Amount));
        }

        var (player, expires) = (players[Random.Next(players.Length)], Random.Next(10) < 3);
        var hold = new PlaceHold(
            NewCommand(),
            player,
            Between(player, (uint)Random.Next(OperatorAccounts), Random.Next(1, 100)),
            expires ? OnExpiry.Void : OnExpiry.None,
            expires ? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + ExpiresAfterMs : 0);
        if (!expires)
        {
            open.Enqueue((player, hold.Id, hold.Legs[0].Amount));
        }

        return (Operator, hold);
    }
}
