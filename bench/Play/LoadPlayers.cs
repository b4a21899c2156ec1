using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Bench.Play;

/// <summary>As many signed-in and funded players as there are connections.</summary>
/// <param name="wait">Whether players wait for the operator to let them in.</param>
internal sealed class LoadPlayers(IIdentity identity, ILedger operators, bool wait)
{
    private const int AtOnce = 32;

    private static readonly Money Funds = Assets.Euro.FromMinor(1_000_000_00);

    private SignedIn[] sessions = [];

    public async Task PrepareAsync(int players, CancellationToken cancellation)
    {
        sessions = new SignedIn[players];
        await ForEachPlayerAsync(players, async i =>
        {
            var name = $"load{i}@bench.example";
            var password = $"load player {i}, not a secret";
            var (signedUp, player) = await identity.SignUpAsync(name, password, cancellation);
            Demand(signedUp, "a load player could not sign up");
            await LetInAsync(player!.Value, cancellation);
            (signedUp, var session) = await identity.SignInAsync(name, password, cancellation);
            Demand(signedUp, "a load player could not sign in");
            sessions[i] = session!;
        }, cancellation);
    }

    public async Task<IReadOnlyList<LoadAccount>> AccountsAsync(CancellationToken cancellation)
    {
        await ForEachPlayerAsync(sessions.Length, async i =>
        {
            var (status, session) = await identity.RefreshAsync(sessions[i].RefreshToken, cancellation);
            Demand(status, "a load player's session could not be refreshed");
            sessions[i] = session!;
        }, cancellation);
        return [.. sessions.Select(s => new LoadAccount(s.AccessToken, s.SessionKey))];
    }

    private static Task ForEachPlayerAsync(int players, Func<int, Task> prepare, CancellationToken cancellation) => Parallel.ForAsync(
        0, players, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, _) => await prepare(i));

    private async Task LetInAsync(PlayerId player, CancellationToken cancellation)
    {
        if (wait)
        {
            var state = new SetPlayerState(CommandId.New(TimeProvider.System), player, PlayerState.Active);
            Demand((await operators.SubmitAsync(state, cancellation)).Status, "a load player could not be let in");
        }

        var house = new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Assets.Euro.Id);
        var cash = new AccountRef(player, AccountKind.Cash, Assets.Euro.Id);
        var grant = new Transfer(CommandId.New(TimeProvider.System), player, TransferReason.Adjustment, [new Leg(house, cash, Funds)]);
        Demand((await operators.SubmitAsync(grant, cancellation)).Status, "a load player could not be funded");
    }

    private static void Demand(Status status, string otherwise)
    {
        if (status != Status.Accepted)
        {
            throw new InvalidOperationException($"{otherwise}: {status}");
        }
    }
}
