using Croupier.Platform.Ledger.Client;

namespace Croupier.Host.Config;

/// <summary>How every role that gives commands waits for their results.</summary>
internal sealed record LedgerClientSettings(LedgerClientOptions Options)
{
    public static LedgerClientSettings Read(ConfigurationSection root)
    {
        var section = root.Section("ledger_client", "How every role that gives commands waits for their results.");
        var d = new LedgerClientOptions();
        return new LedgerClientSettings(d with
        {
            Timeout = section.One("timeout", Kinds.Time("100ms", "5m"), d.Timeout, "How long a command waits for its result before its fate counts as unknown."),
            MaxOutstanding = section.One("max_outstanding", Kinds.Integer(1, 1_000_000), d.MaxOutstanding, "Commands without a result; the next is busy."),
            MaxBatch = section.One("max_batch", Kinds.Integer(1, 8192), d.MaxBatch, "The most commands in one append."),
            RetryPause = section.One("retry_pause", Kinds.Time("1ms", "1m"), d.RetryPause, "The wait before an append that failed is tried again. It doubles."),
            LongestRetryPause = section.One("longest_retry_pause", Kinds.Time("1ms", "5m"), d.LongestRetryPause, "And no longer than this."),
        });
    }
}
