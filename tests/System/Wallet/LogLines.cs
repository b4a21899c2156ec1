using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Croupier.Tests.System.Wallet;

/// <summary>Every log line of a test: for its failure message, and to look for what must not be in any of them.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public LogLines()
    {
        Factory = LoggerFactory.Create(builder => builder.AddProvider(this).SetMinimumLevel(LogLevel.Debug));
    }

    public ILoggerFactory Factory { get; }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public override string ToString() => string.Join('\n', lines.TakeLast(40));

    public bool Contains(string text) => lines.Any(l => l.Contains(text, StringComparison.OrdinalIgnoreCase));

    public void Dispose()
    {
    }
}
