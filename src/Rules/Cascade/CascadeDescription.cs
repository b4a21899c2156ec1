using System.Globalization;
using System.Text;

namespace Croupier.Rules.Cascade;

/// <summary>What players and clients are told of a cascading slot, made from the data that decides its rounds.</summary>
internal static class CascadeDescription
{
    public static string Text(CascadeRules rules, Rational rtp)
    {
        var text = new StringBuilder();
        var wild = rules.Symbols[rules.IndexOf(rules.Wild)].Name;
        text.Append("Five reels show three symbols each. Each reel stops at one of its stops, each equally likely. ");
        text.AppendLine("The same symbol on the first three, four or five reels wins, wherever on them it is: every combination of one place a reel is a way, and every way pays. Pays are given as multiples of the whole stake, for one way:");
        foreach (var symbol in rules.Symbols.Where(symbol => symbol.Five > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{symbol.Name}: 3 pay {Times(symbol.Three)}, 4 pay {Times(symbol.Four)}, 5 pay {Times(symbol.Five)}.");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{wild} is wild: it stands in for every symbol. It is not on the first reel and pays nothing by itself.");
        text.AppendLine("All symbols that won fall away, those above them sink, and the next symbols of the reels follow from above. If they win, that window pays too, and so on until a window wins nothing.");
        text.AppendLine(CultureInfo.InvariantCulture, $"The wins of a round count {string.Join(", ", rules.Multipliers)} times, in this order, and every later one {rules.Multipliers[^1]} times. A round has at most {rules.MaxWins} wins.");
        text.AppendLine(CultureInfo.InvariantCulture, $"No round can pay more than {Times(rules.MaxPayoutMultiple)}. The whole round is decided when the bet is taken.");
        text.Append(CultureInfo.InvariantCulture, $"Return to player: {(rtp * 100).ToDecimal(4)} % over all possible rounds, the same at every stake.");
        return text.ToString().ReplaceLineEndings("\n");
    }

    public static string Parameters(CascadeRules rules) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", "cascade");
        json.WriteNumber("version", rules.Version);
        json.WriteNumber("rows", CascadeRules.Rows);
        json.WriteStartArray("symbols");
        foreach (var symbol in rules.Symbols)
        {
            json.WriteStartObject();
            json.WriteString("letter", symbol.Letter.ToString());
            json.WriteString("name", symbol.Name);
            json.WritePropertyName("pays");
            json.Numbers([0, 0, 0, symbol.Three, symbol.Four, symbol.Five]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("wild", rules.IndexOf(rules.Wild));
        json.WriteStartArray("reels");
        foreach (var strip in rules.Strips)
        {
            json.Numbers(strip.Select(rules.IndexOf));
        }

        json.WriteEndArray();
        json.WritePropertyName("multipliers");
        json.Numbers(rules.Multipliers);
        json.WriteNumber("maxWins", rules.MaxWins);
        json.WriteNumber("maxPayoutMultiple", rules.MaxPayoutMultiple);
        json.WriteEndObject();
    });

    private static string Times(int hundredths) => $"{GamesPage.Multiple(hundredths)} ×";
}
