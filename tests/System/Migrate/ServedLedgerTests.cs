using Croupier.Host.Certificates;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Migrate;

/// <summary>The ledger and a producer, each with what the configuration gives its process and no more: the rights suffice for the work.</summary>
public sealed class ServedLedgerTests
{
    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [PostgresFact]
    public async Task An_operators_command_goes_through_the_log_into_a_ledger_that_runs_under_its_own_user()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        var (configuration, secrets, databases) = await deployment.OpenAsync(Role.Ledger);
        using var certificates = ServeCertificates.OpenPeers(configuration, TimeProvider.System, NullLoggerFactory.Instance);
        var told = new ServeRoleOptions(configuration, secrets, certificates);
        await SchemaCheck.ExpectAsync(databases.Sources, deployment.File, Patience);
        await using var log = new PostgresCommandLog(databases.Log[Role.Ledger], TimeProvider.System, NullLoggerFactory.Instance, told.PostgresLog());
        await using var ledger = new LedgerRole(
            told.Ledger(), databases.Placement(configuration), log, secrets.Producers, TimeProvider.System, NullLoggerFactory.Instance);
        await ledger.StartAsync(Patience);

        var (operators, theirs, fromOutside) = await deployment.OpenAsync(Role.Operator);
        await using var appended = new PostgresCommandLog(fromOutside.Log[Role.Operator], TimeProvider.System, NullLoggerFactory.Instance);
        var caller = new Kernel.Caller(Role.Operator, operators.Instance);
        var (version, key) = theirs.Producers.Sealing(caller);
        await using (var client = new LedgerClient(caller, version, key, appended, ledger, operators.LedgerClient.Options, TimeProvider.System, NullLoggerFactory.Instance))
        {
            await GameRegistration.RegisterAllAsync(client, 0, Patience);
            await GameRegistration.RegisterAllAsync(client, 1, Patience);
        }

        Assert.Equal([0, 1], databases.Placement(configuration).Partitions);
        Assert.True(await ledger.HeadAsync(1, Patience) > 0);
        await Until.TrueAsync(() => File.Exists(Path.Combine(configuration.Ledger.Options.HeadsFolder!, "partition-0.jsonl")), "a head is published", Patience);
        Assert.True(ledger.Completion.Status is not TaskStatus.Faulted);
    }

    [PostgresFact]
    public async Task The_options_of_every_role_pass_their_own_checks()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        var (configuration, secrets, databases) = await deployment.OpenAsync(Role.Ledger, Role.Fairness, Role.Games, Role.Identity, Role.Wallet, Role.Gateway);
        using var certificates = ServeCertificates.OpenPeers(configuration, TimeProvider.System, NullLoggerFactory.Instance);
        using var players = ServeCertificates.OpenPlayers(configuration, TimeProvider.System, NullLoggerFactory.Instance);
        var told = new ServeRoleOptions(configuration, secrets, certificates);

        told.Identity().Check();
        told.Wallet().Check();
        Assert.False(told.Identity().VerifyPlayersImmediately);
        Assert.Equal(2, told.Wallet().PartitionCount);
        Assert.Equal([0, 1], told.Fairness().Partitions);
        Assert.Equal(1, told.Fairness().SealingKeyVersion);
        Assert.Equal(players.Current.Certificate.Thumbprint, told.Gateway(players).Certificate.Thumbprint);
        Assert.False(told.HasLedgerApi);
        using var provider = told.PaymentProvider();
        Assert.Equal(configuration.Wallet.Provider.Address, provider.BaseAddress);
        Assert.NotNull(databases.Identity);
    }

    /// <summary>A provider signs with a new key the moment it is told: the wallet knows it without a restart.</summary>
    [PostgresFact]
    public async Task A_callback_key_that_was_added_is_known_to_options_that_were_given_before()
    {
        await using var deployment = await Deployment.CreateAsync();
        var (configuration, secrets, _) = await deployment.OpenAsync(Role.Wallet);
        using var certificates = ServeCertificates.OpenPeers(configuration, TimeProvider.System, NullLoggerFactory.Instance);
        var keys = new ServeRoleOptions(configuration, secrets, certificates).Wallet().CallbackKeys;
        Assert.False(keys.ContainsKey("sandbox-2"));

        deployment.Secret("callbacks", deployment.SecretOf("callbacks") + $"\nsandbox-2 {new string('a', 64)}\n");
        await secrets.ReadAgainAsync();

        Assert.True(keys.TryGetValue("sandbox-2", out var key) && key.Length == 32);
    }
}
