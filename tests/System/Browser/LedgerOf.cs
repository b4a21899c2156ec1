using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Npgsql;

namespace Croupier.Tests.System.Browser;

/// <summary>What the ledger itself says of one player: its accounts in SQL, and the committed blocks.</summary>
internal sealed class LedgerOf(DevPlatform platform, PlayerId player)
{
    /// <summary>Credits less debits of one of the player's accounts, as PostgreSQL has them; 0 where there is no such account.</summary>
    public async Task<long> BalanceAsync(AccountKind kind)
    {
        await using var command = platform.Databases.Ledger.CreateCommand(
            "select coalesce(sum(credits_posted - debits_posted), 0)::bigint from ledger.account where owner = $1 and kind = $2 and asset = $3");
        command.Parameters.Add(new NpgsqlParameter { Value = player.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = (int)kind });
        command.Parameters.Add(new NpgsqlParameter { Value = (int)Assets.Euro.Id.Code });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The player's rounds in block order, refused ones too.</summary>
    public async Task<IReadOnlyList<(PlayRound Round, CommandResult Result)>> RoundsAsync()
    {
        var head = await platform.Feed.HeadAsync(player.Partition, CancellationToken.None);
        var rounds = new List<(PlayRound, CommandResult)>();
        await foreach (var block in platform.Feed.ReadAsync(player.Partition, 0, CancellationToken.None))
        {
            rounds.AddRange(block.Entries.Where(e => e.Command is PlayRound && e.Command.Player == player).Select(e => ((PlayRound)e.Command, e.Result)));
            if (block.Header.Sequence >= head)
            {
                break;
            }
        }

        return rounds;
    }
}
