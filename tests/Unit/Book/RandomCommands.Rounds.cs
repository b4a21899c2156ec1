using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Rounds with choices: opened, stepped, left, voided, and all of it wrong now and then.</summary>
internal sealed partial class RandomCommands
{
    private (Role Role, Command Command) SteppedRound(CommandId id, PlayerId player)
    {
        var rounds = model.Rounds.Where(round => round.Value.IsOpen || Chance(20)).Select(round => round.Value).ToArray();
        if (rounds.Length == 0 || Chance(30))
        {
            var ends = Chance(15);
            var bet = Round(id, player);
            var game = model.Games.Keys.FirstOrDefault(known => known.Item1 == Stepped && Chance(80));
            bet = game == default ? bet : bet with { Game = game.Item1, RulesHash = game.Item2, Asset = game.Item3 };
            return (Role.Games, new OpenRound(bet with { Payout = ends || Chance(3) ? bet.Payout : Money.Zero }, ends));
        }

        var round = Pick(rounds);
        var (of, game2) = (Chance(97) ? round.Bet.Player : player, round.Bet.Game);
        var opened = Chance(96) ? round.Bet.Id : Pick(ids.Command(), id, new CommandId(new SeededIds(seed).Next()));
        var number = (ushort)Math.Max(0, round.Steps + 1 + (Chance(6) ? random.Next(-1, 2) : 0));
        var basis = Chance(97) ? round.Basis : Rules[0];
        var earlier = Chance(97) ? round.Choices : [1, 9];
        var most = model.Games[(game2, round.Bet.RulesHash, round.Bet.Asset)].MaxPayoutMultiple;
        var payout = new Money((long)((Int128)(long)round.Stake * random.NextInt64(most + (Chance(5) ? 100 : 1)) / 100));
        switch (random.Next(20))
        {
            case < 3:
                return (Role.Games, new AbandonRound(id, of, opened, game2, number, basis, earlier, new byte[] { 9 }, payout));
            case < 4:
                return (Role.Operator, new VoidRound(id, of, opened, game2));
            default:
                var ends = Chance(40);
                var added = Chance(70) ? Money.Zero : Amount(60);
                Contribution[] contributions = Chance(85) ? [] : [new Contribution(Chance(90) ? AccountKind.Jackpot : AccountKind.GameRevenue, (uint)random.Next(2), new Money(random.Next(-10, 100_000)))];
                return (Role.Games, new StepRound(id, of, opened, game2, number, new byte[] { (byte)random.Next(9) }, added, basis, earlier, new byte[] { 3 }, ends, ends || Chance(2) ? payout : Money.Zero, contributions));
        }
    }
}
