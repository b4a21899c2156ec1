using System.Security.Cryptography;
using Croupier.Host.Verbs;
using Croupier.Platform.Ledger;
using Croupier.Tests.System.Chaos;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// <c>verify ledger --heads --heads-key</c> as the auditor runs it, who has a copy of the heads and the public key, and an operator's data folder before them.
/// </summary>
public sealed class PublishedHeadsTests : IDisposable
{
    private readonly string folder = PostgresFixture.NewFolder();
    private readonly string auditors = Directory.CreateTempSubdirectory("croupier-auditor-").FullName;

    private string Key => Path.Combine(auditors, "heads.pem");

    [PostgresFact]
    public async Task Heads_that_someone_else_keeps_find_what_the_data_folder_alone_never_tells()
    {
        await using (var platform = new PlatformProcess(folder))
        {
            await platform.StartAsync();
            Assert.Equal(0, await platform.StopAsync());
        }

        CopyHeads(auditors);
        await File.WriteAllTextAsync(Key, await OperatorsAsync((source, key) => Task.FromResult(key.ExportSubjectPublicKeyInfoPem())));

        var (good, saidGood) = await VerifyAsync(auditors, Key);
        Assert.True(good == (int)ExitCode.Ok, saidGood);
        Assert.DoesNotContain(" 0 published heads", saidGood, StringComparison.Ordinal);

        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var strangersKey = Path.Combine(auditors, "stranger.pem");
        await File.WriteAllTextAsync(strangersKey, stranger.ExportSubjectPublicKeyInfoPem());
        var (foreign, saidForeign) = await VerifyAsync(auditors, strangersKey);
        Assert.Equal((int)ExitCode.CheckFailed, foreign);
        Assert.Contains("is not signed by the key given", saidForeign, StringComparison.Ordinal);

        // Whoever has the data folder rewrites the chain, and signs the heads anew with the folder's own key: it agrees with itself.
        await OperatorsAsync(async (source, key) =>
        {
            await Forgery.RewriteAsync(source, entry => entry with { Caller = entry.Caller with { Instance = entry.Caller.Instance + 1 } });
            await Forgery.SignAnewAsync(source, Path.Combine(folder, "heads"), key);
            return "";
        });
        var (itself, saidItself) = await VerifyAsync();
        Assert.True(itself == (int)ExitCode.Ok, saidItself);
        var (forged, saidForged) = await VerifyAsync(auditors, Key);
        Assert.Equal((int)ExitCode.CheckFailed, forged);
        Assert.Contains("published head says", saidForged, StringComparison.Ordinal);

        // A file that is not there compares nothing, and nothing compared must not look like agreement.
        Directory.CreateDirectory(Path.Combine(auditors, "other"));
        File.Move(Path.Combine(auditors, "partition-0.jsonl"), Path.Combine(auditors, "other", "partition-1.jsonl"));
        var (missing, saidMissing) = await VerifyAsync(Path.Combine(auditors, "other"), Key);
        Assert.Equal((int)ExitCode.CheckFailed, missing);
        Assert.Contains("partition 0: there are no published heads of it", saidMissing, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task What_is_not_there_or_no_key_is_one_line_and_exit_code_2()
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(auditors, "partition-0.jsonl"), "");
        await File.WriteAllTextAsync(Key, "no key");
        using var rsa = RSA.Create(2048);
        var otherKind = Path.Combine(auditors, "rsa.pem");
        await File.WriteAllTextAsync(otherKind, rsa.ExportSubjectPublicKeyInfoPem());
        foreach (var (data, heads, key, said) in new[]
        {
            (folder, Path.Combine(auditors, "nowhere"), Key, "there are no published heads in"),
            (folder, folder, Key, "there are no published heads in"),
            (folder, auditors, Key, "is no public key in PEM"),
            (folder, auditors, otherKind, "is no public key in PEM"),
            (folder, auditors, Path.Combine(auditors, "none.pem"), "is no public key in PEM"),
            (Path.Combine(auditors, "nowhere"), null, null, "there is no data folder"),
        })
        {
            string[] options = heads is null ? [] : ["--heads", heads, "--heads-key", key!];
            var (code, output) = await PlatformProcess.RunAsync(["verify", "ledger", "--data", data, .. options]);

            Assert.Equal((int)ExitCode.Usage, code);
            Assert.Contains(said, Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(auditors, recursive: true);

    private Task<(int ExitCode, string Output)> VerifyAsync(string? heads = null, string? key = null)
    {
        string[] options = heads is null ? [] : ["--heads", heads, "--heads-key", key!];
        return PlatformProcess.RunAsync(["verify", "ledger", "--data", folder, .. options]);
    }

    private void CopyHeads(string to)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "heads")))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private async Task<string> OperatorsAsync(Func<Npgsql.NpgsqlDataSource, ECDsa, Task<string>> act)
    {
        var done = "";
        var code = await LedgerFolder.WithAsync(
            folder,
            async (source, _, secrets) =>
            {
                done = await act(source, secrets.HeadsKey);
                return 0;
            },
            CancellationToken.None);
        Assert.Equal(0, code);
        return done;
    }
}
