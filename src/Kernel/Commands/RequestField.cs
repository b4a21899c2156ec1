namespace Croupier.Kernel.Commands;

/// <summary>
/// In which field a request differs from the one that has taken effect under its id: the detail of a <see cref="Status.Conflict"/>. Each kind of
/// command has its own order of comparison (<see cref="RequestDifference"/>), and the first field that differs is given. Numbers are persisted and never change.
/// </summary>
public enum RequestField : byte
{
    None = 0,

    /// <summary>Another kind of command altogether.</summary>
    Kind = 1,
    Game = 2,
    RulesHash = 3,
    Asset = 4,

    /// <summary>A stake, an amount, a limit.</summary>
    Amount = 5,
    Choice = 6,
    Chain = 7,
    Nonce = 8,
    Session = 9,
    Seed = 10,
    Time = 11,
    State = 12,
    Guard = 13,
    Enabled = 14,
    MinStake = 15,
    MaxStake = 16,
    MaxPayoutMultiple = 17,
    Reason = 18,

    /// <summary>How many legs, or how many linked commands.</summary>
    Count = 19,
    DebitAccount = 20,
    CreditAccount = 21,
    Mode = 22,
    OnExpiry = 23,
    Expiry = 24,

    /// <summary>The hold that is posted or voided.</summary>
    Hold = 25,
    Payout = 26,
    OrNever = 27,

    /// <summary>The intent that a payment confirms or a player gives up.</summary>
    Intent = 28,
    Provider = 29,
    Withdrawal = 30,

    /// <summary>Paid or returned, received or not.</summary>
    Outcome = 31,
    Flags = 32,

    /// <summary>The sender and the crossing that is received or settled.</summary>
    Crossing = 33,

    /// <summary>The block of the other partition that is cited.</summary>
    Citation = 34,

    /// <summary>The payment provider's name for a payment or a payout.</summary>
    Reference = 35,

    /// <summary>A limit's window; <see cref="Guard"/> is its measure.</summary>
    Window = 36,
    Zone = 37,
    Offset = 38,
    Transitions = 39,
    Profile = 40,
    Version = 41,
    Delay = 42,
    MinCycle = 43,
    OneOpenCycle = 44,
    Sources = 45,
    SessionIdle = 46,

    /// <summary>The round that a step belongs to.</summary>
    Round = 47,
    Step = 48,

    /// <summary>The instance that a partition moves to.</summary>
    Destination = 80,

    /// <summary>Bytes that no command has, or a field without a number of its own.</summary>
    Body = 255,
}
