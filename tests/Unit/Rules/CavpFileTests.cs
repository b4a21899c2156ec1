using Croupier.Host.Verbs;
using Croupier.Rules.Drbg;

namespace Croupier.Tests.Unit.Rules;

public sealed class CavpFileTests
{
    /// <summary>COUNT 0 of three sections of NIST's drbgvectors_no_reseed/HMAC_DRBG.rsp (public domain).</summary>
    private const string NoReseed = """
        # CAVS 14.3
        [SHA-256]
        [PredictionResistance = False]
        [PersonalizationStringLen = 0]
        [AdditionalInputLen = 0]

        COUNT = 0
        EntropyInput = ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488
        Nonce = 659ba96c601dc69fc902940805ec0ca8
        PersonalizationString =
        AdditionalInput =
        AdditionalInput =
        ReturnedBits = e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc107694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8

        [SHA-256]
        [PredictionResistance = False]
        [PersonalizationStringLen = 256]
        [AdditionalInputLen = 256]

        COUNT = 0
        EntropyInput = 5d3286bc53a258a53ba781e2c4dcd79a790e43bbe0e89fb3eed39086be34174b
        Nonce = c5422294b7318952ace7055ab7570abf
        PersonalizationString = 2dba094d008e150d51c4135bb2f03dcde9cbf3468a12908a1b025c120c985b9d
        AdditionalInput = 793a7ef8f6f0482beac542bb785c10f8b7b406a4de92667ab168ecc2cf7573c6
        AdditionalInput = 2238cdb4e23d629fe0c2a83dd8d5144ce1a6229ef41dabe2a99ff722e510b530
        ReturnedBits = d04678198ae7e1aeb435b45291458ffde0891560748b43330eaf866b5a6385e74c6fa5a5a44bdb284d436e98d244018d6acedcdfa2e9f499d8089e4db86ae89a6ab2d19cb705e2f048f97fb597f04106a1fa6a1416ad3d859118e079a0c319eb95686f4cbcce3b5101c7a0b010ef029c4ef6d06cdfac97efb9773891688c37cf
        """;

    /// <summary>COUNT 0 of two sections of NIST's drbgvectors_pr_true/HMAC_DRBG.rsp (public domain).</summary>
    private const string PredictionResistance = """
        [SHA-256]
        [PredictionResistance = True]
        [PersonalizationStringLen = 0]
        [AdditionalInputLen = 0]

        COUNT = 0
        EntropyInput = 9969e54b4703ff31785b879a7e5c0eae0d3e309559e9fe96b0676d49d591ea4d
        Nonce = 07d20d46d064757d3023cac2376127ab
        PersonalizationString =
        AdditionalInput =
        EntropyInputPR = c60f2999100f738c10f74792676a3fc4a262d13721798046e29a295181569f54
        AdditionalInput =
        EntropyInputPR = c11d4524c9071bd3096015fcf7bc24a607f22fa065c937658a2a77a8699089f4
        ReturnedBits = abc015856094803a938dffd20da94843870ef935b82cfec17706b8f551b8385044235dd44b599f94b39be78dd476e0cf11309c995a7334e0a78b37bc9586235086fa3b637ba91cf8fb65efa22a589c137531aa7b2d4e2607aac27292b01c698e6e01ae679eb87c01a89c7422d4372d6d754ababb4bf896fcb1cd09d692d0283f

        [SHA-256]
        [PredictionResistance = True]
        [PersonalizationStringLen = 256]
        [AdditionalInputLen = 256]

        COUNT = 0
        EntropyInput = 4294671d493dc085b5184607d7de2ff2b6aceb734a1b026f6cfee7c5a90f03da
        Nonce = d071544e599235d5eb38b64b551d2a6e
        PersonalizationString = 63bc769ae1d95a98bde870e4db7776297041d37c8a5c688d4e024b78d83f4d78
        AdditionalInput = 28848becd3f47696f124f4b14853a456156f69be583a7d4682cff8d44b39e1d3
        EntropyInputPR = db9b4790b62336fbb9a684b82947065393eeef8f57bd2477141ad17e776dac34
        AdditionalInput = 8bfce0b7132661c3cd78175d83926f643e36f7608eec2c5dac3ddcbacc8c2182
        EntropyInputPR = 4a9abe80f6f522f29878bedf8245b27940a76471006fb4a4110beb4decb6c341
        ReturnedBits = e580dc969194b2b18a97478aef9d1a72390aff14562747bf080d741527a6655ce7fc135325b457483a9f9c70f91165a811cf4524b50d51199a0df3bd60d12abac27d0bf6618e6b114e05420352e23f3603dfe8a225dc19b3d1fff1dc245dc6b1df24c741744bec3f9437dbbf222df84881a457a589e7815ef132f686b760f012
        """;

    /// <summary>COUNT 0 of two sections of NIST's drbgvectors_pr_false/HMAC_DRBG.rsp (public domain).</summary>
    private const string Reseed = """
        [SHA-256]
        [PredictionResistance = False]
        [PersonalizationStringLen = 0]
        [AdditionalInputLen = 0]

        COUNT = 0
        EntropyInput = 06032cd5eed33f39265f49ecb142c511da9aff2af71203bffaf34a9ca5bd9c0d
        Nonce = 0e66f71edc43e42a45ad3c6fc6cdc4df
        PersonalizationString =
        EntropyInputReseed = 01920a4e669ed3a85ae8a33b35a74ad7fb2a6bb4cf395ce00334a9c9a5a5d552
        AdditionalInputReseed =
        AdditionalInput =
        AdditionalInput =
        ReturnedBits = 76fc79fe9b50beccc991a11b5635783a83536add03c157fb30645e611c2898bb2b1bc215000209208cd506cb28da2a51bdb03826aaf2bd2335d576d519160842e7158ad0949d1a9ec3e66ea1b1a064b005de914eac2e9d4f2d72a8616a80225422918250ff66a41bd2f864a6a38cc5b6499dc43f7f2bd09e1e0f8f5885935124

        [SHA-256]
        [PredictionResistance = False]
        [PersonalizationStringLen = 256]
        [AdditionalInputLen = 256]

        COUNT = 0
        EntropyInput = cdb0d9117cc6dbc9ef9dcb06a97579841d72dc18b2d46a1cb61e314012bdf416
        Nonce = d0c0d01d156016d0eb6b7e9c7c3c8da8
        PersonalizationString = 6f0fb9eab3f9ea7ab0a719bfa879bf0aaed683307fda0c6d73ce018b6e34faaa
        EntropyInputReseed = 8ec6f7d5a8e2e88f43986f70b86e050d07c84b931bcf18e601c5a3eee3064c82
        AdditionalInputReseed = 1ab4ca9014fa98a55938316de8ba5a68c629b0741bdd058c4d70c91cda5099b3
        AdditionalInput = 16e2d0721b58d839a122852abd3bf2c942a31c84d82fca74211871880d7162ff
        AdditionalInput = 53686f042a7b087d5d2eca0d2a96de131f275ed7151189f7ca52deaa78b79fb2
        ReturnedBits = dda04a2ca7b8147af1548f5d086591ca4fd951a345ce52b3cd49d47e84aa31a183e31fbc42a1ff1d95afec7143c8008c97bc2a9c091df0a763848391f68cb4a366ad89857ac725a53b303ddea767be8dc5f605b1b95f6d24c9f06be65a973a089320b3cc42569dcfd4b92b62a993785b0301b3fc452445656fce22664827b88f
        """;

    [Fact]
    [Trait("Requirement", "R1")]
    public void A_file_with_reseeding_passes()
    {
        AssertAllPass(Reseed, prediction: false);
        Assert.All(CavpFile.Parse(Lines(Reseed)).Cases, one => Assert.NotNull(one.EntropyInputReseed));
    }

    [Fact]
    [Trait("Requirement", "R1")]
    public void A_file_without_reseeding_passes() => AssertAllPass(NoReseed, prediction: false);

    [Fact]
    [Trait("Requirement", "R1")]
    public void A_file_with_prediction_resistance_passes() => AssertAllPass(PredictionResistance, prediction: true);

    [Fact]
    public void Sections_of_other_functions_are_counted_as_skipped()
    {
        var file = CavpFile.Parse(Lines(NoReseed + "\n" + NoReseed.Replace("[SHA-256]", "[SHA-512/256]", StringComparison.Ordinal)));
        Assert.Equal(2, file.Cases.Count);
        Assert.Equal(2, file.SkippedCases);
    }

    [Theory]
    [InlineData("", "no COUNT line")]
    [InlineData("<html>", "line 1: 'name = value' is wanted")]
    [InlineData("[SHA-256]\nNonce = 00", "line 2: 'Nonce' stands before the first COUNT")]
    [InlineData("[SHA-256]\nCOUNT = 0\nNonce = 0g", "line 3: 'Nonce' is not hexadecimal")]
    [InlineData("[SHA-256]\nCOUNT = 0\nEntropyInput = 00", "line 2: two AdditionalInput lines are wanted, the case has 0")]
    [InlineData("[SHA-256]\nCOUNT = 0\nSeed = 00", "line 3: 'Seed' is not a field")]
    [InlineData("[SHA-256", "line 1: ']' is missing")]
    [InlineData("COUNT = 0\nEntropyInput = 00", "line 1: the case stands before a [function] line")]
    [InlineData("[SHA-256]\n[PredictionResistance = Maybe]", "line 2: PredictionResistance is True or False")]
    public void Text_that_is_no_such_file_is_named_with_its_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => CavpFile.Parse(Lines(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_verb_says_how_many_passed_and_failed()
    {
        var wrong = NoReseed.Replace("Nonce = 65", "Nonce = 66", StringComparison.Ordinal);
        Assert.Equal((0, "2 passed, 0 failed"), RunVerb(NoReseed));
        Assert.Equal((0, "2 passed, 0 failed"), RunVerb(PredictionResistance));
        Assert.Equal((0, "2 passed, 0 failed"), RunVerb(Reseed));
        Assert.Equal((1, "1 passed, 1 failed"), RunVerb(wrong));
        Assert.Equal(2, RunVerb("nonsense").Exit);
    }

    [Fact]
    public void The_verb_names_a_file_that_is_not_there_in_one_line()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal((int)ExitCode.Usage, RngKat.Run([Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".rsp")], output, error));
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Empty(output.ToString());
    }

    private static (int Exit, string LastLine) RunVerb(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            using var output = new StringWriter();
            using var error = new StringWriter();
            var exit = RngKat.Run([path], output, error);
            return (exit, output.ToString().TrimEnd().Split('\n')[^1]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertAllPass(string text, bool prediction)
    {
        var file = CavpFile.Parse(Lines(text));
        Assert.Equal(2, file.Cases.Count);
        Assert.All(file.Cases, one => Assert.Equal(prediction, one.PredictionResistance));
        Assert.All(file.Cases, one => Assert.True(one.Passes(), one.Section));
    }

    private static string[] Lines(string text) => text.Split('\n');
}
