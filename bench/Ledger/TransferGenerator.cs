using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>
/// Transfers with one leg between a random player's cash and an operator's account, either way, so that the book stays level. Uniform: 5,000 players and 5,000
/// accounts of the operator. House: 9,999 players and one account of the operator on every transfer.
/// </summary>
internal sealed class TransferGenerator : CommandGenerator
{
    private readonly int operatorAccounts;
    private readonly PlayerId[] players;

    public TransferGenerator(bool house)
    {
        operatorAccounts = house ? 1 : 5_000;
        players = NewPlayers(10_000 - operatorAccounts);
    }

    protected override IEnumerable<(Caller Caller, Command Command)> SetUpCommands() =>
        players.SelectMany(player => Open(player, (uint)Random.Next(operatorAccounts))).Append((Ledger, TickNow()));

    protected override (Caller Caller, Command Command) Next(int index) =>
        (Operator, Move(players[Random.Next(players.Length)], (uint)Random.Next(operatorAccounts), Random.Next(1, 100), (index & 1) == 0));
}
