using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Gateway;

/// <summary>What a status is to people and to HTTP. A test proves that every status has its line.</summary>
internal static class StatusText
{
    private const double MostRetryMs = 60_000;

    /// <summary>One sentence or two for people, which says nothing about the platform's inside.</summary>
    public static string Sentence(Status status) => Row(status).Sentence;

    /// <summary>The HTTP status code that fits.</summary>
    public static int HttpCode(Status status) => Row(status).HttpCode;

    /// <summary>How long to wait before the same request makes sense again; 0: waiting doesn't help.</summary>
    public static uint RetryAfterMs(Status status) => status switch
    {
        Status.TooManyInFlight => 100,
        Status.Busy => 250,
        Status.Unavailable => 1000,
        _ => 0,
    };

    /// <summary>The same for a command without a result: who is behind knows best for how long.</summary>
    public static uint RetryAfterMs(LedgerUnavailableException unavailable) =>
        Math.Max(RetryAfterMs(unavailable.Status), (uint)Math.Clamp(unavailable.RetryAfter.TotalMilliseconds, 0, MostRetryMs));

    private static (int HttpCode, string Sentence) Row(Status status) => status switch
    {
        Status.Accepted => (200, "It is done."),
        Status.FrameTooLarge => (413, "The message is too large."),
        Status.BadMac => (400, "The message is not protected by this connection's key."),
        Status.FrameReplayed => (400, "This message was received before."),
        Status.FrameOutOfOrder => (400, "A message before this one is missing."),
        Status.Malformed => (400, "The request can't be read."),
        Status.UnsupportedVersion => (400, "This version of the protocol is not supported; please update."),
        Status.OriginRefused => (403, "This page may not connect here."),
        Status.NotAuthenticated => (401, "Please sign in."),
        Status.TokenExpired => (401, "Your sign-in has expired; please sign in again."),
        Status.SessionRevoked => (401, "You were signed out; please sign in again."),
        Status.WrongCredentials => (401, "The e-mail address or the password is wrong."),
        Status.NameTaken => (409, "This e-mail address can't be used for a new account."),
        Status.RateLimited => (429, "That was too fast; please wait a moment."),
        Status.TooManyInFlight => (429, "Too many requests are still open; please wait for their answers."),
        Status.Busy => (503, "The platform is busy; please try again in a moment."),
        Status.Unavailable => (503, "The platform can't answer now; what you asked may or may not have happened. Trying again is safe."),
        Status.NoSuchGame => (404, "There is no such game."),
        Status.NoSuchRulesHash => (404, "The rules of this game have changed; please load it again."),
        Status.ChoiceInvalid => (400, "This choice is not possible in this game."),
        Status.StakeNotPositive => (400, "The stake must be more than zero."),
        Status.StakeNotWholeUnit => (400, "The stake must be a whole number of cents."),
        Status.StakeStep => (400, "This stake can't be paid out exactly; please choose another."),
        Status.StakeTooLarge => (400, "The stake is too large."),
        Status.IdMalformed => (400, "The request's id is not a version 7 UUID of the present."),
        Status.AmountInvalid => (400, "The amount is not possible."),
        Status.NoSuchAsset => (404, "There is no such currency here."),
        Status.NotFound => (404, "There is nothing here."),
        Status.SignatureInvalid => (401, "The signature is wrong."),
        Status.Conflict => (409, "This id was used for another request."),
        Status.NotPermitted => (403, "This is not permitted."),
        Status.MalformedCommand => (400, "The command can't be read."),
        Status.WrongPartition => (409, "This account lives elsewhere."),
        Status.UnknownPlayer => (404, "There is no such account."),
        Status.PlayerExists => (409, "This account exists already."),
        Status.StateTransitionRefused => (409, "The account can't change to that state."),
        Status.NotAttested => (403, "It is not proven that you asked for this; nothing was taken."),
        Status.CommandTooLarge => (413, "The command is too large."),
        Status.UnknownCommand => (400, "This version of the platform does not know the command."),
        Status.PlayerUnverified => (403, "Your account is not verified yet."),
        Status.PlayerSuspended => (403, "Your account is suspended."),
        Status.PlayerExcluded => (403, "You have excluded yourself from play."),
        Status.PlayerClosed => (403, "Your account is closed."),
        Status.PlayerInTimeOut => (403, "You are taking a break from play."),
        Status.UnknownGame => (404, "This game is not offered here."),
        Status.UnknownRulesHash => (409, "The rules of this game have changed; please load it again."),
        Status.GameDisabled => (403, "This game is switched off at the moment."),
        Status.ChainExists => (409, "This chain exists already."),
        Status.UnknownChain => (404, "There is no such chain of rounds."),
        Status.ChainOfAnother => (403, "This chain of rounds is not yours."),
        Status.ChainClosed => (409, "This chain of rounds is closed; please start another."),
        Status.ChainExpired => (409, "This chain of rounds has ended; please start another."),
        Status.ClientSeedAlreadySet => (409, "This chain has its client seed already."),
        Status.ClientSeedMissing => (409, "This chain has no client seed yet."),
        Status.ClientSeedMismatch => (409, "This is not the client seed of the chain."),
        Status.NonceOld => (409, "This round of the chain was played already."),
        Status.NonceAhead => (409, "A round of the chain before this one is missing."),
        Status.RoundOpen => (409, "A round of this is still open; please finish it first."),
        Status.UnknownRound => (404, "There is no such round."),
        Status.RoundOver => (409, "This round is over already."),
        Status.StepMismatch => (409, "The round has moved on, perhaps on another device."),
        Status.RoundNotAbandoned => (409, "The round is not given up yet."),
        Status.UnknownAsset => (404, "There is no such currency in this wallet."),
        Status.AmountNotPositive => (400, "The amount must be more than zero."),
        Status.AmountTooLarge => (400, "The amount is too large."),
        Status.AmountNotWholeUnit => (400, "The amount must be a whole number of cents."),
        Status.StakeBelowMinimum => (400, "The stake is below the game's minimum."),
        Status.StakeAboveMaximum => (400, "The stake is above the game's maximum."),
        Status.PayoutAboveMaximum => (409, "The round was refused by the game's registered limits."),
        Status.Unbalanced => (400, "The movement is not balanced."),
        Status.SameAccount => (400, "The movement has one account on both sides."),
        Status.UnknownAccount => (404, "There is no such account in the book."),
        Status.PlayerToPlayer => (403, "Money can't move from one player to another."),
        Status.AccountFrozen => (403, "This wallet is frozen at the moment: nothing can be taken from it."),
        Status.AccountClosed => (409, "This wallet is closed."),
        Status.DebitsWouldExceedCredits => (409, "The account may not pay more than it has received."),
        Status.CreditsWouldExceedDebits => (409, "The account may not receive more than it has paid."),
        Status.AccountNotEmpty => (409, "An account can be closed only when it is empty and nothing is on its way."),
        Status.UnknownCrossing => (404, "There is no such payment between partitions."),
        Status.CrossingResolved => (409, "This payment between partitions is finished already."),
        Status.UnknownHold => (404, "There is no such reservation."),
        Status.HoldResolved => (409, "This reservation is resolved already."),
        Status.HoldExpired => (409, "This reservation has expired."),
        Status.HoldAmountExceeded => (400, "This is more than was reserved."),
        Status.UnknownIntent => (404, "There is no such deposit."),
        Status.IntentExists => (409, "This deposit exists already."),
        Status.IntentResolved => (409, "This deposit is finished already."),
        Status.UnknownWithdrawal => (404, "There is no such withdrawal."),
        Status.WithdrawalResolved => (409, "This withdrawal is finished already."),
        Status.UnknownProfile => (404, "There is no such profile."),
        Status.ProfileMismatch => (409, "The rules for your account do not allow this."),
        Status.CycleOpen => (409, "Another round of this game is still open."),
        Status.CycleTooSoon => (409, "The next round of this game can't start yet; please wait a moment."),
        Status.NoPendingChange => (409, "There is no such change of a limit to confirm."),
        Status.ChangeTooSoon => (409, "This change of a limit can't be confirmed yet."),
        Status.ExclusionShortened => (403, "A break or an exclusion can only be made longer."),
        Status.SessionTimeLimit => (403, "Your limit for time played does not allow this now."),
        Status.StakeLimit => (403, "Your limit for the stake of a round does not allow this."),
        Status.WagerLimit => (403, "Your limit for stakes does not allow this now."),
        Status.LossLimit => (403, "Your limit for losses does not allow this now."),
        Status.DepositLimit => (403, "Your limit for deposits does not allow this now."),
        Status.GuardLoosened => (403, "A limit can only be made tighter here."),
        Status.BalanceOverflow => (409, "The balance would become too large."),
        Status.InsufficientFunds => (409, "There is not enough money in your wallet."),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This status has no sentence."),
    };
}
