namespace Croupier.Tests.Unit.Compliance;

/// <summary>
/// Every row that a test may name in <c>[Trait("Requirement", "R2")]</c>. Clauses without a prefix are of GLI-19 v3.0; RTS is the UK Gambling Commission's,
/// Pa and NJ are Pennsylvania's and New Jersey's, AGCO is Ontario's, CFR the United States'.
/// </summary>
internal static class Requirements
{
    public static IReadOnlyList<Chapter> Chapters { get; } =
    [
        new("Random numbers and outcomes",
        [
            new("R1", "3.3.1, 3.3.2; Pa 810a.5(a)", "A cryptographic generator that stays strong when its source is read: no seed from time alone, no two instances alike, fresh entropy again and again"),
            new("R2", "3.2.3; Pa 810a.5(d); RTS 7A; 25 CFR 547.14(f)", "Scaling gives the designed weights exactly; a word is rejected only to remove bias"),
            new("R3", "3.2.2; Pa 810a.5(c)", "A battery of statistical tests on the final mapping of each game, at 99 % jointly"),
            new("R4", "3.2.4", "Draws are independent; nothing is thrown away because of what came before"),
            new("R5", "3.2.5", "The state is large enough for every outcome of every game"),
            new("R6", "4.5.2; RTS 7A-7C; AGCO 21.1.5", "No adapting, no near misses made up, outcomes used in order; neither stake nor latency has a say"),
            new("R7", "4.5.1", "Each generator can be examined by itself, before and after scaling"),
            new("R8", "2.6.5(g)", "The client decides no outcome"),
            new("R9", "3.3.3", "The raw source is watched while it runs; when it fails, nothing more is drawn from it"),
            new("R10", "4.7.1, 4.7.3, A.6.1, A.6.2", "Return to player is exact, at or above its floor, and compared with what is really paid"),
            new("R11", "industry practice", "Provably fair: commitment, then client seed, then bets with rising nonces; the seed is shown after the closing and nowhere before"),
        ]),
        new("Rounds, recall, interruption",
        [
            new("G1", "4.3.3", "The stake is taken when the round commits, awards are credited at its end, no balance goes below zero, no second cycle before the first is settled"),
            new("G2", "2.8.2", "A round's record is complete: stake, win, balances, choices, ids, rules"),
            new("G3", "4.14, A.2.2; RTS 1B; NJ 69O-1.8(d); Pa 811a.7(d)", "A past round is shown exactly as it was, by its rules, for years"),
            new("G4", "4.16; RTS 10", "An interrupted round holds its money in sight, resumes in the same state, or ends by the published rule"),
            new("G5", "A.6.4", "What cannot be resumed is refunded whole, noted and reported, and its game disabled"),
            new("G6", "2.4.1, 4.15.1", "All play, a game, a version of rules or a player can be disabled on demand"),
            new("G7", "A.5.1(e); RTS 7D", "A round is decided by the rules in force when its stake was taken"),
            new("G8", "RTS 8, 13, 14", "Cycle times, autoplay, celebrations, net position and time, as the jurisdiction's profile says, enforced by the server"),
        ]),
        new("Money, accounts, transport",
        [
            new("M1", "B.3.5", "No restart, crash or recovery of any part loses or doubles a transaction"),
            new("M2", "2.8.5(j)", "A transaction's record is complete: kind, time, unique id, amount, balances, status, method"),
            new("M3", "2.5.6(f), 2.6.5(a)", "No player pays another"),
            new("M4", "2.5.6(c), 2.5.6(d), A.3.8(c)", "Money counts once it is authorised; it goes out to its owner alone, excluded or not"),
            new("M5", "2.5.7, 2.8.1", "A statement that reconciles line by line"),
            new("M6", "4.3.5(d), 2.5.3(c), A.5.3", "Bonus money is kept and shown apart and spent in the published order"),
            new("M7", "A.3.6(f), B.3.2, 2.9.5", "Corrections are authorised by more than one, with before, after and why, in a log that cannot be altered unseen"),
            new("M8", "A.4.2, 2.9.2(i), 2.9.3", "Players' funds are apart from the operator's and reported from the books"),
            new("M9", "2.5.2-2.5.4", "One account a person; lock after three failures; the same answer for a wrong name and a wrong password; idle sessions end"),
            new("M10", "2.5.5, A.3.7, A.3.8; RTS 12", "Limits: the strictest wins, tighter at once, looser after a delay; an exclusion refuses wagers and deposits at once"),
            new("M11", "B.4.3, B.4.4", "Messages are protected from loss, change, misrouting, duplication and replay; only enrolled components talk"),
            new("M12", "2.2, 2.8.8(j)", "One clock, the same everywhere"),
            new("M13", "B.2.4(d); NJ 69O-1.4", "Session ids are random and end with the session"),
        ]),
        new("Jackpots, tournaments, play between players, skill",
        [
            new("J1", "4.13.2, 4.13.6, A.6.5(d)", "No contribution is lost: contributions are awards, pots, overflow and diversion"),
            new("J2", "4.13.9; RTS 9A", "Simultaneous triggers are settled by one recorded order"),
            new("J3", "4.13.8, 2.4.2(d)", "A mystery trigger is drawn at the reset and stays secret"),
            new("J4", "2.4.2", "Parameters change only where the current jackpot's odds do not"),
            new("J5", "4.13.3, 4.13.5", "Above the ceiling money goes to overflow or diversion, none is cut off"),
            new("J6", "4.15.2, A.6.5(c), 2.9.4", "A disabled jackpot stands still and goes on with the same state"),
            new("T1", "2.8.4, A.5.4", "A tournament's fees are its prizes, rake and refunds, to the smallest unit"),
            new("T2", "4.9.3", "Play out of revenue moves no money"),
            new("P1", "4.11, A.7, A.8", "One seat a player; signs of collusion are looked for"),
            new("S1", "4.10", "Skill: its effect is told before, nothing changes in the middle, answers are out of the client's reach"),
        ]),
        new("Operations",
        [
            new("O1", "2.3.2, 2.3.3, B.2.6; NJ 69O-1.5(c)", "Programs, configuration and stored objects are verified by hash at the start, daily and on demand"),
            new("O2", "2.8.8, 2.9.5; NJ 69O-1.8(a)", "Significant events are recorded, with a copy that others keep"),
            new("O3", "2.9.1; Pa 811a.9", "Reports of any period, also when nothing happened"),
            new("O4", "B.3", "Daily backups that were restored; no single loss loses critical data"),
            new("O5", "B.2.3", "Separate roles, second factor, lock, log of access"),
            new("O6", "B.6.2, B.6.3", "Keys are made, changed, revoked and kept under another key"),
            new("O7", "B.6.4(a)", "No default credentials: the start refuses them"),
            new("O8", "B.8, B.9", "Change control, vulnerability and penetration tests"),
            new("O9", "A.4.7", "Chat is kept for 90 days"),
            new("O10", "A.2.5", "Test accounts are apart in every report"),
        ]),
    ];
}
