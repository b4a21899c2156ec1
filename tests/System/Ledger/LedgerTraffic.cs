using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.LedgerProcess;

namespace Croupier.Tests.System.Ledger;

/// <summary>Players and money as the operator moves it, in the words of the ledger's port.</summary>
internal sealed class LedgerTraffic(ILedger byOperator)
{
    public static readonly AssetId Euro = Assets.Euro.Id;

    private static readonly Attestor Gateway = new(1, 1, new TestProducerKeys().Find(new Caller(Role.Gateway, 1), 1)!);

    public static Money Cents(long cents) => Assets.Euro.FromMinor(cents);

    public async Task<PlayerId> OpenPlayerAsync(int partition = 0)
    {
        var player = PlayerId.New(TimeProvider.System, partition);
        Expect(Status.Accepted, await SubmitAsync(new OpenPlayer(NewId(), player)));
        Expect(Status.Accepted, await SubmitAsync(new SetPlayerState(NewId(), player, PlayerState.Active)));
        return player;
    }

    /// <summary>What is a player's to ask has the gateway's word.</summary>
    public Task<StoredResult> SubmitAsync(Command command) => byOperator.SubmitAsync(command, Gateway.WordFor(command), CancellationToken.None);

    /// <summary>Money from the house to the player's cash.</summary>
    public static Transfer Gift(PlayerId player, long cents, CommandId? id = null) => new(
        id ?? NewId(),
        player,
        TransferReason.Adjustment,
        [new Leg(new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Euro), new AccountRef(player, AccountKind.Cash, Euro), Cents(cents))]);

    /// <summary>Money from the player's cash to the house.</summary>
    public static Transfer Take(PlayerId player, long cents, CommandId? id = null) => new(
        id ?? NewId(),
        player,
        TransferReason.Adjustment,
        [new Leg(new AccountRef(player, AccountKind.Cash, Euro), new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Euro), Cents(cents))]);

    public static CommandId NewId() => CommandId.New(TimeProvider.System);

    /// <summary>Sends the same command again and again until its result is known, as a player's client does; for two minutes at most.</summary>
    public async Task<StoredResult> SubmitStubbornlyAsync(Command command)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await SubmitAsync(command);
            }
            catch (LedgerUnavailableException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
            {
                // The fate is unknown: the same id finds out.
            }
        }
    }

    public static void Expect(Status status, StoredResult result) => Assert.Equal(status, result.Status);
}
