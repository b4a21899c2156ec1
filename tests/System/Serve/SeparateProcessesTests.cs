using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Tests.System.Ledger;
using Croupier.Tests.System.Migrate;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Serve;

/// <summary>The platform as operators run it: every role a process of its own, with its own user, key and door, and two ledgers of which one leads.</summary>
public sealed class SeparateProcessesTests
{
    private const string Password = "correct horse battery";
    private static readonly string[] Roles = ["fairness", "games", "identity", "wallet", "audit", "gateway"];
    private static readonly Money Stake = Assets.Euro.FromMinor(10);

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly List<ServedProcess> processes = [];
    private readonly Dictionary<string, int> ports = [];

    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(120)).Token;

    /// <summary>
    /// 1. Migrate, start, register the games. 2. A player signs up at the gateway and is let in by the operator. 3. Ten rounds. 4. The leading ledger is killed; ten more rounds go
    /// on at the other. 5. The first games process is killed; ten more go on at the second. 6. Every round is there once, and the ledger verifies. 7. All leave at SIGTERM.
    /// </summary>
    [PostgresFact]
    public async Task A_bet_goes_through_separate_processes_and_on_when_the_leading_ledger_is_killed()
    {
        await using var deployment = await Deployment.CreateAsync();
        try
        {
            await RunAsync(deployment);
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    /// <summary>With the first process's certificate it would run, seem ready, and hear nothing: it does not start.</summary>
    [PostgresFact]
    public async Task A_second_producer_under_the_first_ones_name_does_not_start()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("games", deployment, 2, 0));
        Assert.Contains("and this process is spiffe://croupier.example/games-2: croupier certs issue --role games --instance 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"it has ended with {(int)ExitCode.SecretUnusable}", refused.Message, StringComparison.Ordinal);
    }

    private async Task RunAsync(Deployment deployment)
    {
        foreach (var role in (string[])[.. Roles, "ledger", "ledger-2", "games-2", "public"])
        {
            ports[role] = LoopbackPorts.Resolve(0, "");
        }

        deployment.Replace("\"ledger:7443\"", $"\"localhost:{ports["ledger"]}\", \"localhost:{ports["ledger-2"]}\"");
        deployment.Replace("\"games:7443\"", $"\"localhost:{ports["games"]}\", \"localhost:{ports["games-2"]}\"");
        foreach (var role in Roles)
        {
            deployment.Replace($"\"{role}:7443\"", $"\"localhost:{ports[role]}\"");
        }

        Assert.Equal(ExitCode.Ok, (await deployment.MigrateAsync()).Code); // 1
        var leader = await StartAsync("ledger", deployment, 1, ports["ledger"]);
        await StartAsync("ledger", deployment, 2, ports["ledger-2"]);
        ServedProcess? games = null;
        await using var operators = await OperatorSession.OpenAsync(deployment.File, NullLoggerFactory.Instance, Patience, new Dictionary<string, string>());
        for (var partition = 0; partition < 2; partition++)
        {
            await GameRegistration.RegisterAllAsync(operators.Ledger, partition, Patience);
        }

        foreach (var role in Roles)
        {
            var started = await StartAsync(role, deployment, 1, ports[role]);
            games = role == "games" ? started : games;
        }

        await StartAsync("games", deployment, 2, ports["games-2"], deployment.Certificate(Role.Games, 2));

        var options = new ClientOptions // 2
        {
            Origin = new Uri($"https://localhost:{ports["public"]}/"),
            MaxAttempts = 100,
            AnswerWithin = TimeSpan.FromSeconds(5),
            ServerCertificate = ClientOptions.Pin(X509CertificateLoader.LoadCertificate(deployment.Configuration(Role.Games) is var c ? X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(c.Certificates.Certificate)).RawData : [])),
        };
        using var api = new ApiClient(options);
        var player = await api.SignUpAsync("served@example.org", Password, Patience);
        var house = new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Assets.Euro.Id);
        var cash = new AccountRef(player, AccountKind.Cash, Assets.Euro.Id);
        await AcceptAsync(operators, new SetPlayerState(LedgerTraffic.NewId(), player, PlayerState.Active));
        await AcceptAsync(operators, new Transfer(LedgerTraffic.NewId(), player, TransferReason.Adjustment, [new Leg(house, cash, Assets.Euro.FromMinor(100_00))]));
        var session = await api.SignInAsync("served@example.org", Password, Patience);
        await using var client = await PlayerClient.ConnectAsync(options, session, Patience);
        var rules = ByteString.CopyFrom(Convert.FromHexString((await api.GamesAsync(Patience)).Single(g => g.Id == "dice").RulesHash));
        var chain = (await client.OpenChainAsync(CommandId.New(clock), Patience)).Chain_;
        await client.SetClientSeedAsync(CommandId.New(clock), new ChainId(new Guid(chain.Span, bigEndian: true)), RandomNumberGenerator.GetBytes(32), Patience);

        var rounds = await BetAsync(client, chain, rules, first: 0); // 3
        await leader.KillAsync(); // 4
        rounds.AddRange(await BetAsync(client, chain, rules, first: 10));
        await games!.KillAsync(); // 5
        rounds.AddRange(await BetAsync(client, chain, rules, first: 20));

        var wallet = await api.WalletAsync(session, Assets.Euro.Id, (long)rounds.Max(r => r.Block), Patience); // 6
        Assert.Equal(Assets.Euro.FromMinor(100_00).Units + rounds.Sum(r => r.Payout - r.Stake), wallet.Cash);
        Assert.Equal(30, (await api.ChainAsync(session, new ChainId(new Guid(chain.Span, bigEndian: true)), Patience)).Rounds?.Count);
        var (_, _, databases) = await deployment.OpenAsync(Role.Ledger);
        var output = new StringWriter();
        Assert.True(await LedgerVerification.RunAsync(databases.Ledger.Values.Single(), null, null, output, Patience) == ExitCode.Ok, output.ToString());

        foreach (var process in processes.Where(p => p != leader && p != games).Reverse()) // 7
        {
            Assert.True(await process.TerminateAsync() == 0, process.Output);
        }
    }

    private async Task<ServedProcess> StartAsync(string role, Deployment deployment, int instance, int port, string? certificate = null)
    {
        var started = await ServedProcess.StartAsync(role, deployment.File, instance, port, LoopbackPorts.Resolve(0, ""), role == "gateway" ? ports["public"] : 0, certificate);
        processes.Add(started);
        return started;
    }

    private async Task<List<RoundResult>> BetAsync(PlayerClient client, ByteString chain, ByteString rules, ulong first)
    {
        var rounds = new List<RoundResult>();
        for (var nonce = first; nonce < first + 10; nonce++)
        {
            var bet = new Bet
            {
                Id = CommandId.New(clock).Value.ToBytes(), Game = "dice", RulesHash = rules, Chain = chain, Nonce = nonce,
                Asset = Assets.Euro.Id.Code, Stake = Stake.Units, Choice = ByteString.CopyFrom(1, 0x13, 0x88),
            };
            var result = await client.BetAsync(bet, Patience);
            Assert.Equal(Status.Accepted, (Status)result.Status);
            rounds.Add(result);
        }

        return rounds;
    }

    private static async Task AcceptAsync(OperatorSession operators, Command command) =>
        Assert.Equal(Status.Accepted, (await operators.Ledger.SubmitAsync(command, Patience)).Status);
}
