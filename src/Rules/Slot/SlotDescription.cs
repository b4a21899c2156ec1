using System.Globalization;
using System.Text;

namespace Croupier.Rules.Slot;

/// <summary>What players and clients are told of a slot, made from the data that decides its rounds.</summary>
internal static class SlotDescription
{
    public static string Text(SlotRules rules, Rational rtp)
    {
        var text = new StringBuilder();
        var wild = rules.Symbols[rules.IndexOf(rules.Wild)].Name;
        var scatter = rules.Symbols[rules.IndexOf(rules.Scatter)].Name;
        text.Append(CultureInfo.InvariantCulture, $"Five reels show three symbols each, and {rules.Lines.Count} fixed lines cross them. The stake plays all lines. ");
        text.Append(CultureInfo.InvariantCulture, $"Each reel stops at one of its stops, each equally likely. ");
        text.AppendLine("A line pays for three, four or five of the same symbol from the first reel on; all line wins are added. Pays are given as multiples of the whole stake:");
        foreach (var symbol in rules.Symbols.Where(symbol => symbol.Five > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{symbol.Name}: 3 pay {Times(symbol.Three)}, 4 pay {Times(symbol.Four)}, 5 pay {Times(symbol.Five)}.");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{wild} is wild: it stands in for every symbol but the {scatter}{(rules.Wheel is { } other ? $" and the {rules.Symbols[rules.IndexOf(other.Symbol)].Name}" : "")}. It is not on the first reel and pays nothing by itself.");
        foreach (var award in rules.Scatters)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{award.Scatters} {scatter} symbols anywhere pay {Times(award.Pay)} and bring {award.FreeSpins} free spins.");
        }

        if (rules.Wheel is { } wheel)
        {
            var prizes = wheel.Prizes.GroupBy(prize => prize).Select(group => $"{Times(group.Key)} on {group.Count()}");
            text.AppendLine(CultureInfo.InvariantCulture, $"{wheel.Needed} {rules.Symbols[rules.IndexOf(wheel.Symbol)].Name} symbols in the paid spin turn the wheel once. It has {wheel.Prizes.Count} segments, each equally likely, and pays what its segment says: {string.Join(", ", prizes)}. Free spins do not turn it.");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"Free spins cost nothing, use the same reels, and every win of theirs counts {rules.FreeSpinMultiplier} times. In free spins, {rules.RetriggerScatters} or more {scatter} symbols pay as above and add {rules.RetriggerSpins} free spins instead; a round has at most {rules.MaxFreeSpins}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"No round can pay more than {Times(rules.MaxPayoutMultiple)}. All spins of a round, free ones included, are decided when the bet is taken.");
        text.Append(CultureInfo.InvariantCulture, $"Return to player: {(rtp * 100).ToDecimal(4)} % over all possible rounds, the same at every stake.");
        return text.ToString();
    }

    public static string Parameters(SlotRules rules) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", "slot");
        json.WriteNumber("version", rules.Version);
        json.WriteNumber("rows", SlotRules.Rows);
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
        json.WriteNumber("scatter", rules.IndexOf(rules.Scatter));
        json.WriteStartArray("reels");
        foreach (var strip in rules.Strips)
        {
            json.Numbers(strip.Select(rules.IndexOf));
        }

        json.WriteEndArray();
        json.WriteStartArray("lines");
        foreach (var line in rules.Lines)
        {
            json.Numbers(line);
        }

        json.WriteEndArray();
        json.WriteStartArray("scatterAwards");
        foreach (var award in rules.Scatters)
        {
            json.WriteStartObject();
            json.WriteNumber("scatters", award.Scatters);
            json.WriteNumber("pay", award.Pay);
            json.WriteNumber("freeSpins", award.FreeSpins);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("retriggerScatters", rules.RetriggerScatters);
        json.WriteNumber("retriggerSpins", rules.RetriggerSpins);
        json.WriteNumber("maxFreeSpins", rules.MaxFreeSpins);
        json.WriteNumber("freeSpinMultiplier", rules.FreeSpinMultiplier);
        json.WriteNumber("maxPayoutMultiple", rules.MaxPayoutMultiple);
        if (rules.Wheel is { } wheel)
        {
            json.WriteStartObject("wheel");
            json.WriteNumber("symbol", rules.IndexOf(wheel.Symbol));
            json.WriteNumber("needed", wheel.Needed);
            json.WritePropertyName("prizes");
            json.Numbers(wheel.Prizes);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    /// <summary>Hundredths as a multiple: 250 is "2.50 ×".</summary>
    private static string Times(int hundredths) => string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:00} ×");
}
