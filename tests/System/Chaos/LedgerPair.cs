using System.Diagnostics;
using Croupier.Tests.System.Ledger;
using Npgsql;

namespace Croupier.Tests.System.Chaos;

/// <summary>Two ledger processes for one partition, one of them over a line that can be cut, and what can happen to them. After each disaster somebody leads.</summary>
internal sealed class LedgerPair(LedgerHarness harness, CutLine line, SharedResults results) : IAsyncDisposable
{
    public const int Kinds = 6;
    private const int LeaseMs = 1000;
    private const int DeadlineMs = 2000;

    private LedgerAside cuttable = null!;
    private LedgerAside direct = null!;

    public async Task StartAsync()
    {
        cuttable = new LedgerAside(Cuttable(), results, LeaseMs, DeadlineMs);
        await cuttable.UntilLeadingAsync();
        direct = new LedgerAside(harness.Database.ConnectionString, results, LeaseMs, DeadlineMs);
    }

    public async Task DisasterAsync(int kind)
    {
        switch (kind)
        {
            case 0:
                await KillLeaderAsync();
                break;
            case 1:
                await StopLeaderAsync();
                break;
            case 2:
                await CutAsync(line.CutToServer);
                break;
            case 3:
                await CutAsync(line.CutToClient);
                break;
            case 4:
                await KillDatabaseAsync();
                break;
            default:
                await KillBothAsync();
                break;
        }

        await UntilLedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cuttable.DisposeAsync();
        if (direct is not null)
        {
            await direct.DisposeAsync();
        }
    }

    private async Task KillLeaderAsync()
    {
        await UntilLedAsync();
        if (cuttable.Leads)
        {
            cuttable = await AgainAsync(cuttable, Cuttable());
        }
        else
        {
            direct = await AgainAsync(direct, harness.Database.ConnectionString);
        }
    }

    // The other leads by the time that this one wakes up, with a block under way that it believes to be its own.
    private async Task StopLeaderAsync()
    {
        await UntilLedAsync();
        var (leader, other) = cuttable.Leads ? (cuttable, direct) : (direct, cuttable);
        await leader.StopInItsTracksAsync();
        await other.UntilLeadingAsync();
        await leader.ContinueAsync();
    }

    // Whether it leads or stands by, it is alone for longer than a lease.
    private async Task CutAsync(Action cut)
    {
        cut();
        await direct.UntilLeadingAsync();
        line.Heal();
    }

    private async Task KillDatabaseAsync()
    {
        using (var postmaster = Process.GetProcessById(harness.Server.PostmasterPid))
        {
            postmaster.Kill();
        }

        await harness.Server.ServerEnded;
        await harness.Server.RestartAsync();
    }

    private async Task KillBothAsync()
    {
        await direct.KillAsync();
        await cuttable.KillAsync();
        direct = await AgainAsync(direct, harness.Database.ConnectionString);
        cuttable = await AgainAsync(cuttable, Cuttable());
    }

    private async Task<LedgerAside> AgainAsync(LedgerAside before, string connection)
    {
        await before.DisposeAsync();
        return new LedgerAside(connection, results, LeaseMs, DeadlineMs);
    }

    private Task UntilLedAsync() => Until.TrueAsync(() => cuttable.Leads || direct.Leads, "somebody leads");

    private string Cuttable() =>
        new NpgsqlConnectionStringBuilder(harness.Database.ConnectionString) { Host = "127.0.0.1", Port = line.Port, Timeout = 2, CommandTimeout = 2 }.ConnectionString;
}
