using System.Text;
using System.Text.Json;

namespace Croupier.Host.Sandbox;

/// <summary>
/// The sandbox's memory: a line of JSON for every change, on disk before the change is answered. Read at start, the last line of each thing holds; a torn last line
/// was never answered and is dropped. Written anew at start, so that it doesn't grow with the past of each thing.
/// </summary>
internal sealed class SandboxJournal : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Type Kind, string Key), SandboxRecord> records = [];
    private readonly Dictionary<string, string> keyOfReference = new(StringComparer.Ordinal);
    private readonly FileStream file;

    public SandboxJournal(string path)
    {
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path))
            {
                if (TryRead(line) is { } record)
                {
                    Remember(record);
                }
            }
        }

        var fresh = path + ".new";
        using (var compact = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            foreach (var record in records.Values)
            {
                compact.Write(Line(record));
            }

            compact.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Paid or cancelled payments that the platform has not acknowledged.</summary>
    public IReadOnlyList<SandboxPayment> Undelivered
    {
        get
        {
            lock (gate)
            {
                return [.. records.Values.OfType<SandboxPayment>().Where(p => p is { State: not SandboxPaymentState.Open, Delivered: false })];
            }
        }
    }

    public SandboxPayment? FindPayment(string reference)
    {
        lock (gate)
        {
            return keyOfReference.TryGetValue(reference, out var key) ? (SandboxPayment)records[(typeof(SandboxPayment), key)] : null;
        }
    }

    public T? Find<T>(string key)
        where T : SandboxRecord
    {
        lock (gate)
        {
            return records.GetValueOrDefault((typeof(T), key)) as T;
        }
    }

    /// <summary>The record under this key: the given one, or the one that was there. Of two at once one is first.</summary>
    public T AddOrFind<T>(T record)
        where T : SandboxRecord
    {
        lock (gate)
        {
            if (records.TryGetValue((typeof(T), record.Key), out var found))
            {
                return (T)found;
            }

            Write(record);
            return record;
        }
    }

    /// <summary>Changes a record. Null when <paramref name="change"/> says that it can't be changed (any more).</summary>
    public T? Change<T>(string key, Func<T, T?> change)
        where T : SandboxRecord
    {
        lock (gate)
        {
            if (records.GetValueOrDefault((typeof(T), key)) is not T found || change(found) is not { } changed)
            {
                return null;
            }

            Write(changed);
            return changed;
        }
    }

    public void Dispose() => file.Dispose();

    private static SandboxRecord? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxRecord>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Line(SandboxRecord record) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(record) + "\n");

    private void Write(SandboxRecord record)
    {
        file.Write(Line(record));
        file.Flush(flushToDisk: true);
        Remember(record);
    }

    private void Remember(SandboxRecord record)
    {
        records[(record.GetType(), record.Key)] = record;
        if (record is SandboxPayment payment)
        {
            keyOfReference[payment.Reference] = payment.Key;
        }
    }
}
