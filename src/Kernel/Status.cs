namespace Croupier.Kernel;

/// <summary>
/// How a request ended. Numbers are persisted, sent to clients and never change; where several apply, the lowest is given.
/// 1–99: refused at the edge, before the log; the command id stays free. 100–999: decided in the partition and stored for ever.
/// </summary>
public enum Status : ushort
{
    Accepted = 0,

    // The frame (gateway).
    FrameTooLarge = 1,
    BadMac = 2,
    FrameReplayed = 3,
    FrameOutOfOrder = 4,
    Malformed = 5,
    UnsupportedVersion = 6,
    OriginRefused = 7,

    // The caller (gateway, identity).
    NotAuthenticated = 10,
    TokenExpired = 11,
    SessionRevoked = 12,
    WrongCredentials = 13,
    NameTaken = 14,

    // Load (gateway, games).
    RateLimited = 20,
    TooManyInFlight = 21,
    Busy = 22,
    Unavailable = 23,

    // The request itself, before the log (games, wallet).
    NoSuchGame = 30,
    NoSuchRulesHash = 31,
    ChoiceInvalid = 32,
    StakeNotPositive = 33,
    StakeNotWholeUnit = 34,
    StakeStep = 35,
    StakeTooLarge = 36,
    IdMalformed = 37,
    AmountInvalid = 38,
    NoSuchAsset = 39,
    NotFound = 40,
    SignatureInvalid = 41,

    // The command in the partition: identity of the command and its caller.
    Conflict = 100,
    NotPermitted = 101,
    MalformedCommand = 102,
    WrongPartition = 103,
    UnknownPlayer = 104,
    PlayerExists = 105,
    StateTransitionRefused = 106,

    // What the intake sets aside: it is kept under the chain, and its id stays free.
    NotAttested = 107,
    CommandTooLarge = 108,
    UnknownCommand = 109,

    // The player's state.
    PlayerUnverified = 110,
    PlayerSuspended = 111,
    PlayerExcluded = 112,
    PlayerClosed = 113,
    PlayerInTimeOut = 114,

    // The game.
    UnknownGame = 120,
    UnknownRulesHash = 121,
    GameDisabled = 122,

    // The chain.
    ChainExists = 130,
    UnknownChain = 131,
    ChainOfAnother = 132,
    ChainClosed = 133,
    ChainExpired = 134,
    ClientSeedAlreadySet = 135,
    ClientSeedMissing = 136,
    ClientSeedMismatch = 137,
    NonceOld = 138,
    NonceAhead = 139,

    // The round with choices.
    RoundOpen = 140,
    UnknownRound = 141,
    RoundOver = 142,
    StepMismatch = 143,
    RoundNotAbandoned = 144,

    // The amounts.
    UnknownAsset = 150,
    AmountNotPositive = 151,
    AmountTooLarge = 152,
    AmountNotWholeUnit = 153,
    StakeBelowMinimum = 154,
    StakeAboveMaximum = 155,
    PayoutAboveMaximum = 156,
    Unbalanced = 157,
    SameAccount = 158,
    UnknownAccount = 159,
    PlayerToPlayer = 160,

    // The accounts' flags.
    AccountFrozen = 161,
    AccountClosed = 162,
    DebitsWouldExceedCredits = 163,
    CreditsWouldExceedDebits = 164,
    AccountNotEmpty = 165,

    // Crossings between partitions.
    UnknownCrossing = 168,
    CrossingResolved = 169,

    // Holds, deposits, withdrawals.
    UnknownHold = 170,
    HoldResolved = 171,
    HoldExpired = 172,
    HoldAmountExceeded = 173,
    UnknownIntent = 174,
    IntentExists = 175,
    IntentResolved = 176,
    UnknownWithdrawal = 177,
    WithdrawalResolved = 178,

    // Profiles, cycles and changes of limits.
    UnknownProfile = 180,
    ProfileMismatch = 181,
    CycleOpen = 182,
    CycleTooSoon = 183,
    NoPendingChange = 184,
    ChangeTooSoon = 185,
    ExclusionShortened = 186,

    // Protection and cover: last, because they depend on everything before.
    SessionTimeLimit = 189,
    StakeLimit = 190,
    WagerLimit = 191,
    LossLimit = 192,
    DepositLimit = 193,
    GuardLoosened = 194,
    BalanceOverflow = 195,
    InsufficientFunds = 196,
}
