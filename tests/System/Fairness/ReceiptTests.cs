using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Tests.System.Games;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Fairness;

/// <summary>Receipts: given with the commitment, over the very place where it stands, kept as they were given, and good when the key has changed.</summary>
[Trait("Requirement", "R11")]
public sealed class ReceiptTests
{
    [PostgresFact]
    public async Task Who_opens_a_chain_gets_a_receipt_of_the_block_in_which_the_commitment_stands()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 0);

        var chain = await player.CommitAsync();

        var block = (await platform.BlocksAsync()).Single(b => b.Header.Sequence == chain.OpenedAt!.Value.Block);
        var entry = block.Entries[chain.OpenedAt!.Value.Entry];
        Assert.Equal(chain.SeedHash, Assert.IsType<OpenChain>(entry.Command).SeedHash);
        Assert.Equal((block.Hash, block.Header.ClockUnixMs), (chain.OpenedAt.Value.BlockHash, chain.OpenedAt.Value.UnixMs));
        Assert.True(IsGood(chain, platform.ReceiptKey));
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(IsGood(chain, another));
        Assert.False(IsGood(chain with { SeedHash = Hash256.Of([1]) }, platform.ReceiptKey));
    }

    [PostgresFact]
    public async Task A_receipt_stays_as_it_was_given_and_its_key_stays_published_when_another_signs()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 0);
        var first = await player.CommitAsync();
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FairnessOptions { SealingKeys = platform.SealingKeys, SealingKeyVersion = 1, ReceiptKey = next };
        await platform.Database.ExecuteAsync("DELETE FROM fairness.followed");
        await using var later = new FairnessRole(
            options, platform.Database.DataSource, platform.ClientOf(Kernel.Role.Fairness, 8), platform.Ledger, TimeProvider.System, NullLoggerFactory.Instance);
        await later.StartAsync(default);
        await platform.WaitUntilFollowedAsync();

        var found = await later.FindChainAsync(player.Id, first.Chain, default);

        Assert.Equal(first.Receipt!.Signature.ToArray(), found!.Receipt!.Signature.ToArray());
        Assert.True(IsGood(found, platform.ReceiptKey));
        var keys = await later.ReceiptKeysAsync(default);
        Assert.Equal(2, keys.Count);
        Assert.Contains(keys, key => key.KeyId == first.Receipt.KeyId && key.PublicKey.Span.SequenceEqual(platform.ReceiptKey.ExportSubjectPublicKeyInfo()));
    }

    private static bool IsGood(ChainView chain, ECDsa key) => key.VerifyData(
        ReceiptSigner.Text(chain.Player, chain.Chain, chain.SeedHash, chain.OpenedAt!.Value, chain.Receipt!.KeyId),
        chain.Receipt.Signature.Span,
        HashAlgorithmName.SHA256,
        DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
