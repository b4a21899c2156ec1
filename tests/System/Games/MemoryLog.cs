using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Croupier.Tests.System.Games;

/// <summary>Keeps every log line of every level, with its values, scopes and exceptions, so that a test can search all that was ever said.</summary>
internal sealed class MemoryLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    public IEnumerable<string> Lines => lines.Select(l => l.Text);

    public IEnumerable<string> At(LogLevel least) => lines.Where(l => l.Level >= least).Select(l => l.Text);

    /// <summary>A factory whose lines all come here, from trace upwards.</summary>
    public ILoggerFactory CreateFactory() => LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Category(string category, ConcurrentQueue<(LogLevel Level, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue((LogLevel.Trace, $"scope {state}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{logLevel} {category}: {formatter(state, exception)} {exception}");
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                foreach (var (name, value) in values)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {name}={Render(value)}");
                }
            }

            lines.Enqueue((logLevel, text.ToString()));
        }

        // Whole, where the line itself shortens: a database driver's parameters, for instance.
        private static string? Render(object? value) => value switch
        {
            byte[] bytes => Convert.ToHexString(bytes),
            string text => text,
            IEnumerable items => string.Join(' ', items.Cast<object?>().Select(Render)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }
}
