using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Cascade;

/// <summary>
/// A slot whose won symbols fall away, decided by <see cref="CascadeRules"/> alone. Choice: empty. Outcome: five stops, a byte each; the whole cascade is a function
/// of them (<see cref="CascadeSpin"/>). All pays are hundredths of the whole stake. Games and verifiers call it; immutable, for any thread.
/// </summary>
public sealed class CascadeGame : IGame
{
    private const int Reels = CascadeRules.Reels;
    private const int Hundredths = 100;

    private readonly CascadeTables tables;
    private readonly Lazy<IReadOnlyList<GameMath>> math;

    public CascadeGame(CascadeRules rules)
    {
        Rules = rules;
        tables = new CascadeTables(rules);
        Id = new GameId(rules.Name);
        CanonicalRules = rules.Canonical();
        RulesHash = Hash256.Of(CanonicalRules.Span);
        Rtp = ReturnToPlayer.From(new Rational(rules.PaysOfAllStops, rules.Combinations * Hundredths));
        RulesText = CascadeDescription.Text(rules, Rtp.ToRational());
        ParametersJson = CascadeDescription.Parameters(rules);
        math = new(() => [CascadeEnumeration.Run(tables).Measure(rules)]);
    }

    public CascadeRules Rules { get; }

    public GameId Id { get; }

    public string Title => Rules.Title;

    public ReadOnlyMemory<byte> CanonicalRules { get; }

    public Hash256 RulesHash { get; }

    public string RulesText { get; }

    public string ParametersJson { get; }

    public ReturnToPlayer Rtp { get; }

    public long MaxPayoutMultiple => Rules.MaxPayoutMultiple;

    public IReadOnlyList<GameWay> Ways => GameWay.Only;

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 10);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake) =>
        choice.IsEmpty ? StakeRules.Check(asset, stake, tables.PayStep, Hundredths, MaxPayoutMultiple) : Status.ChoiceInvalid;

    public byte[] Draw(RoundStream stream)
    {
        var stops = new byte[Reels];
        for (var reel = 0; reel < Reels; reel++)
        {
            stops[reel] = (byte)stream.Next((ulong)tables.Strips[reel].Length);
        }

        return stops;
    }

    public Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        var refusal = Validate(choice, asset, stake);
        if (refusal != Status.Accepted)
        {
            throw new ArgumentException($"a choice or stake that is refused ({refusal}) has no payout");
        }

        var multiple = Multiple(outcome);
        InvariantBrokenException.Check((Int128)stake.Units * multiple % Hundredths == 0, "I1", $"a payout of {Id} is not whole ledger units");
        return stake.Share(multiple, Hundredths);
    }

    public IReadOnlyList<GameMath> Measure() => math.Value;

    /// <summary>What an outcome returns, in hundredths of the stake. Throws <see cref="MalformedBytesException"/> for one that cannot be drawn.</summary>
    internal long Multiple(ReadOnlySpan<byte> outcome)
    {
        if (outcome.Length != Reels)
        {
            throw new MalformedBytesException("an outcome of a cascading slot is five stops");
        }

        for (var reel = 0; reel < Reels; reel++)
        {
            if (outcome[reel] >= tables.Strips[reel].Length)
            {
                throw new MalformedBytesException($"reel {reel + 1} has no stop {outcome[reel]}");
            }
        }

        var spin = new CascadeSpin(tables, stackalloc byte[Reels * CascadeRules.Rows], stackalloc int[Reels]);
        return Math.Min(spin.Play(outcome), Rules.MaxPayoutMultiple);
    }
}
