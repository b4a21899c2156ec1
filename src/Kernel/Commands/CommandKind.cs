namespace Croupier.Kernel.Commands;

/// <summary>What a command asks the partition to do. Numbers are persisted and never change.</summary>
public enum CommandKind : byte
{
    Unreadable = 0,
    Tick = 1,
    OpenPlayer = 10,
    SetPlayerState = 11,
    SetGuard = 12,
    RegisterGame = 20,
    OpenChain = 30,
    SetClientSeed = 31,
    CloseChain = 32,
    PlayRound = 40,
    Transfer = 50,
    PlaceHold = 51,
    PostHold = 52,
    VoidHold = 53,
    SetAccountFlags = 54,
    Linked = 55,
    SendAcross = 56,
    ReceiveAcross = 57,
    SettleAcross = 58,
    OpenDeposit = 60,
    ConfirmDeposit = 61,
    CancelDeposit = 62,
    RequestWithdrawal = 70,
    SettleWithdrawal = 71,
    MovePartition = 80,
}
