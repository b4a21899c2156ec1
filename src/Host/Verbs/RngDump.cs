using System.Buffers.Binary;
using System.Security.Cryptography;
using Croupier.Host.Randomness;
using Croupier.Kernel;
using Croupier.Platform.Fairness;
using Croupier.Rules;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier rng dump</c>: what the generator gives, in binary, for tests of others. <c>--raw</c> the words of rounds before scaling, <c>--scaled</c> draws
/// below a range (one byte each up to 256, two up to 65,536, else four, big-endian), <c>--seeds</c> the seed generator, <c>--noise</c> its sources before any mixing.
/// Raw and scaled go through the stream of rounds, over chains and nonces, from seeds that the seed generator draws or, with <c>--seed</c>, from derived ones.
/// </summary>
internal static class RngDump
{
    private const int ChunkBytes = 1 << 16;

    /// <returns><see cref="ExitCode.Ok"/>, also when the reader has had enough; <see cref="ExitCode.Usage"/>.</returns>
    public static int Run(string[] args, Stream output, TextWriter error)
    {
        if (!RngDumpOptions.TryRead(args, out var options, out var wrong))
        {
            error.WriteLine($"{wrong}; {RngDumpOptions.Usage}");
            return (int)ExitCode.Usage;
        }

        try
        {
            using var file = options.Out is null ? null : File.Create(options.Out);
            Write(options, file ?? output);
            return (int)ExitCode.Ok;
        }
        catch (Exception failed) when (options.Out is not null && failed is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(failed.Message);
            return (int)ExitCode.Usage;
        }
        catch (IOException)
        {
            // The program behind the pipe has read enough.
            return (int)ExitCode.Ok;
        }
    }

    private static void Write(RngDumpOptions options, Stream output)
    {
        var examination = new SeedExamination(TimeProvider.System);
        switch (options.What)
        {
            case "--seeds":
                Write(output, options.Bytes, chunk => ForEachSeed(chunk, examination));
                break;
            case "--noise" when options.Noise == "system":
                Write(output, options.Bytes, chunk => SeedExamination.System(chunk));
                break;
            case "--noise":
                Write(output, options.Bytes, chunk => examination.Jitter(chunk));
                break;
            default:
                WriteDraws(options, examination, output);
                break;
        }
    }

    private static void WriteDraws(RngDumpOptions options, SeedExamination examination, Stream output)
    {
        Func<long, SampleSeeds> chains =
            options.Seed is { } seed ? number => SampleSeeds.Of(seed, number) : _ => FreshChain(examination);
        var raw = options.What == "--raw";
        var width = raw || options.Range > 1 << 16 ? 4 : options.Range > 1 << 8 ? 2 : 1;
        using var draws = (raw ? ProductionPath.Words(chains) : ProductionPath.Draws(options.Range, chains)).GetEnumerator();
        Span<byte> word = stackalloc byte[4];
        var chunk = new byte[ChunkBytes];
        for (var left = options.Bytes; left > 0;)
        {
            var filled = (int)Math.Min(left, ChunkBytes);
            for (var at = 0; at < filled; at += width)
            {
                draws.MoveNext();
                BinaryPrimitives.WriteUInt32BigEndian(word, draws.Current);
                word[(4 - width)..][..Math.Min(width, filled - at)].CopyTo(chunk.AsSpan(at));
            }

            output.Write(chunk, 0, filled);
            left -= filled;
        }

        output.Flush();
    }

    private static void Write(Stream output, long bytes, Action<byte[]> fill)
    {
        var chunk = new byte[SeedExamination.SeedBytes * 128];
        for (var left = bytes; left > 0; left -= chunk.Length)
        {
            fill(chunk);
            output.Write(chunk, 0, (int)Math.Min(left, chunk.Length));
        }

        output.Flush();
    }

    private static void ForEachSeed(byte[] chunk, SeedExamination examination)
    {
        for (var at = 0; at < chunk.Length; at += SeedExamination.SeedBytes)
        {
            examination.Seed(chunk.AsSpan(at, SeedExamination.SeedBytes));
        }
    }

    private static SampleSeeds FreshChain(SeedExamination examination)
    {
        var server = new byte[SeedExamination.SeedBytes];
        examination.Seed(server);
        return new SampleSeeds(server, RandomNumberGenerator.GetBytes(32), ChainId.New(TimeProvider.System));
    }
}
