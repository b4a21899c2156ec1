namespace Croupier.Verifier.Games;

/// <summary>The rules of one game and version, as they were read from the canonical bytes.</summary>
internal interface IRules
{
    string Game { get; }

    /// <summary>Draws a whole outcome, without sight of choice and stake.</summary>
    byte[] Draw(RoundStream stream);

    /// <summary>Gross, in ledger units. Throws <see cref="FormatException"/> for a choice or stake that the game does not accept.</summary>
    Int128 Payout(byte[] outcome, byte[] choice, long stake);
}
