using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

/// <summary>What is persisted never changes: numbers of enums, bytes of commands, results and headers. A failure here is a broken chain, not a test to update.</summary>
public sealed class FrozenTests
{
    [Fact]
    public void The_numbers_of_persisted_enums_are_frozen()
    {
        Assert.Equal(
            "Unreadable=0 Tick=1 OpenPlayer=10 SetPlayerState=11 SetLimit=12 ConfirmLimit=13 TimeOut=14 Exclude=15 SetZone=16 SetProfile=17 RegisterGame=20 RegisterProfile=21 OpenChain=30 SetClientSeed=31 CloseChain=32 PlayRound=40 OpenRound=41 StepRound=42 AbandonRound=43 VoidRound=44 Transfer=50 PlaceHold=51 PostHold=52 VoidHold=53 SetAccountFlags=54 Linked=55 SendAcross=56 ReceiveAcross=57 SettleAcross=58 OpenDeposit=60 ConfirmDeposit=61 CancelDeposit=62 RequestWithdrawal=70 SettleWithdrawal=71 MovePartition=80 SetAside=90",
            Numbers<CommandKind>());
        Assert.Equal(
            "Cash=1 Bonus=2 Held=3 Receivable=4 WithdrawalPending=5 House=100 GameRevenue=101 Jackpot=102 PrizePool=103 BonusExpense=104 ProviderClearing=105 PartitionClearing=106 Duty=107 BadDebt=108 Dormant=109 UnmatchedDeposits=110",
            Numbers<AccountKind>());
        Assert.Equal("Unverified=1 Active=2 Suspended=3 Excluded=4 Closed=5", Numbers<PlayerState>());
        Assert.Equal("Player=1 Operator=2", Numbers<LimitSource>());
        Assert.Equal("StakePerRound=1 Wagered=2 NetLoss=3 Deposited=4 SessionTime=5", Numbers<LimitMeasure>());
        Assert.Equal("None=0 Rolling24h=1 Rolling7d=2 Rolling30d=3 Day=4 Week=5 Month=6 Session=7", Numbers<LimitWindow>());
        Assert.Equal("None=0 Gateway=1 Games=2 Fairness=3 Log=4 Ledger=5 Identity=6 Wallet=7 Operator=8 Audit=9", Numbers<Role>());
        Assert.Equal("CashOnly=0 BonusThenCash=1 CashThenBonus=2", Numbers<SourceOrder>());
        Assert.Equal("None=0 Void=1 Post=2", Numbers<OnExpiry>());
        Assert.Equal("Exact=0 UpToDebit=1 UpToCredit=2 Rest=3 UpToBoth=4", Numbers<LegMode>());
        Assert.Equal("None=0 Frozen=1 Closed=2 DebitsMustNotExceedCredits=4 CreditsMustNotExceedDebits=8", Numbers<AccountFlags>());
        Assert.Equal(
            "None=0 Kind=1 Game=2 RulesHash=3 Asset=4 Amount=5 Choice=6 Chain=7 Nonce=8 Session=9 Seed=10 Time=11 State=12 Guard=13 Enabled=14 MinStake=15 MaxStake=16 MaxPayoutMultiple=17 Reason=18 Count=19 DebitAccount=20 CreditAccount=21 Mode=22 OnExpiry=23 Expiry=24 Hold=25 Payout=26 OrNever=27 Intent=28 Provider=29 Withdrawal=30 Outcome=31 Flags=32 Crossing=33 Citation=34 Reference=35 Window=36 Zone=37 Offset=38 Transitions=39 Profile=40 Version=41 Delay=42 MinCycle=43 OneOpenCycle=44 Sources=45 SessionIdle=46 Round=47 Step=48 Destination=80 Body=255",
            Numbers<RequestField>());
        Assert.Equal(
            "None=0 Stake=1 Payout=2 Contribution=3 Deposit=4 UnmatchedDeposit=5 UnmatchedRefund=6 WithdrawalRequested=7 WithdrawalPaid=8 WithdrawalReturned=9 BonusGrant=10 BonusForfeit=11 Chargeback=12 Adjustment=13 Hold=14 HoldPosted=15 Refund=16 Recovery=17 JackpotAward=18 Prize=19 Rake=20 Duty=21 BadDebt=22 Dormancy=23 HoldPaid=24 Crossing=25",
            Numbers<TransferReason>());
        Assert.Equal("Accepted=0 FrameTooLarge=1 BadMac=2 FrameReplayed=3 FrameOutOfOrder=4 Malformed=5 UnsupportedVersion=6 OriginRefused=7 NotAuthenticated=10 TokenExpired=11 SessionRevoked=12 WrongCredentials=13 NameTaken=14 RateLimited=20 TooManyInFlight=21 Busy=22 Unavailable=23 NoSuchGame=30 NoSuchRulesHash=31 ChoiceInvalid=32 StakeNotPositive=33 StakeNotWholeUnit=34 StakeStep=35 StakeTooLarge=36 IdMalformed=37 AmountInvalid=38 NoSuchAsset=39 NotFound=40 SignatureInvalid=41 Conflict=100 NotPermitted=101 MalformedCommand=102 WrongPartition=103 UnknownPlayer=104 PlayerExists=105 StateTransitionRefused=106 NotAttested=107 CommandTooLarge=108 UnknownCommand=109 PlayerUnverified=110 PlayerSuspended=111 PlayerExcluded=112 PlayerClosed=113 PlayerInTimeOut=114 UnknownGame=120 UnknownRulesHash=121 GameDisabled=122 ChainExists=130 UnknownChain=131 ChainOfAnother=132 ChainClosed=133 ChainExpired=134 ClientSeedAlreadySet=135 ClientSeedMissing=136 ClientSeedMismatch=137 NonceOld=138 NonceAhead=139 RoundOpen=140 UnknownRound=141 RoundOver=142 StepMismatch=143 RoundNotAbandoned=144 UnknownAsset=150 AmountNotPositive=151 AmountTooLarge=152 AmountNotWholeUnit=153 StakeBelowMinimum=154 StakeAboveMaximum=155 PayoutAboveMaximum=156 Unbalanced=157 SameAccount=158 UnknownAccount=159 PlayerToPlayer=160 AccountFrozen=161 AccountClosed=162 DebitsWouldExceedCredits=163 CreditsWouldExceedDebits=164 AccountNotEmpty=165 UnknownCrossing=168 CrossingResolved=169 UnknownHold=170 HoldResolved=171 HoldExpired=172 HoldAmountExceeded=173 UnknownIntent=174 IntentExists=175 IntentResolved=176 UnknownWithdrawal=177 WithdrawalResolved=178 UnknownProfile=180 ProfileMismatch=181 CycleOpen=182 CycleTooSoon=183 NoPendingChange=184 ChangeTooSoon=185 ExclusionShortened=186 SessionTimeLimit=189 StakeLimit=190 WagerLimit=191 LossLimit=192 DepositLimit=193 GuardLoosened=194 BalanceOverflow=195 InsufficientFunds=196", Numbers<Status>());
    }

    [Fact]
    public void The_bytes_of_each_command_are_frozen()
    {
        Assert.Equal(
            [
                "0101a3185c50007b3fbc3898b7dd200bc100000000000070078000000000000000000001a3185c5000",
                "0a01a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003",
                "0b01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000302",
                "0c01a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003030103d20000000002faf080",
                "0d01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000305070000ffffffffffffffff",
                "0e01a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003000001a31d82ac00",
                "0f01a3185c50007b3fbc3898b7dd200bc101a3185c5002700780000000000000037ffffffffffffffe",
                "1001a3185c50007b3fbc3898b7dd200bc101a3185c5002700780000000000000030d4575726f70652f5669656e6e610000003c02000001a47f58f28000000078000001a8dcdcee800000003c",
                "1101a3185c50007b3fbc3898b7dd200bc101a3185c5002700780000000000000030002",
                "1401a3185c50007b3fbc3898b7dd200bc10000000000007007800000000000000004646963656c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb00103d200000000000186a00000000005f5e1000000000000004d58",
                "1501a3185c50007b3fbc3898b7dd200bc100000000000070078000000000000000000200030000000005265c0000000000000009c4010200000000001b7740",
                "1e01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50037000800000000000000401a3185c50047000800000000000000519b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b",
                "1f01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50037000800000000000000410000102030405060708090a0b0c0d0e0f",
                "2001a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c500370008000000000000004",
                "2801a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50047000800000000000000504646963656c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb001a3185c500370008000000000000004000000000000002910000102030405060708090a0b0c0d0e0f0301003203d200000000000f424001000302004d00000000001e3660010066000000020000000000002710",
                "2901a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50047000800000000000000509626c61636b6a61636b6c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb001a3185c500370008000000000000004000000000000002a10000102030405060708090a0b0c0d0e0f010103d200000000001e8480000003020c0700000000004c4b40010066000000020000000000004e2001",
                "2a01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000209626c61636b6a61636b0002010300000000001e8480a7a3c8f654761303e495b66f724dbf68d663d725fb129a8774294b9ea3970a8e020101030c07040100000000007a1200010066000000020000000000004e20",
                "2b01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000209626c61636b6a61636b0002a7a3c8f654761303e495b66f724dbf68d663d725fb129a8774294b9ea3970a8e020101030c070400000000003d0900",
                "2c01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000209626c61636b6a61636b",
                "3201a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003000d02000103d20000000000006903d20000000901000000000012d68700000103d2000000000201a3185c500570078000000000000006006903d20000000901000000000012d68700",
                "3301a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000302000203d20000000000006903d20000000901000000000012d68701000103d20000000000006903d20000000901000000000012d6870302000001a3185d3a60",
                "3401a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000200000000000f424000000000002dc6c0",
                "3501a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000201",
                "3601a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003000203d200000000000005",
                "3701a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000302000000323501a3185c500070b3834a508ea992d78501a3185c50027007800000000000000301a3185c500170008000000000000002000000003f3201a3185c500078258a23e5fb55ea83f401a3185c500270078000000000000003001101000103d20000000000006903d20000000901000000000012d68704",
                "3801a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003000103d20000000000006403d2000000010200000000000070088000000000000000000000000012d6870019",
                "3901a3185c50017000800000000000000201a3185c5002700780000000000000030000000000007008800000000000000001a3185c50007b3fbc3898b7dd200bc1000000000000002a496aca80e4d8f29fb8e8cd816c3afb48d3f103970b3a2ee1600c08ca67326dee006403d2000000010200000000000070088000000000000000000103d20000000000000000000012d6870019",
                "3a01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000201000000000000002b496aca80e4d8f29fb8e8cd816c3afb48d3f103970b3a2ee1600c08ca67326dee",
                "3c01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000303d20000000001312d0000000004000001a3186a0ba0",
                "3d01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000203d20000000001312d0000000004067061795f3432",
                "3e01a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c500170008000000000000002",
                "4601a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000303d200000000004c4b4000000004",
                "4701a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000301a3185c50017000800000000000000201056f75745f37",
                "5001a3185c50007b3fbc3898b7dd200bc10000000000007007800000000000000006656173742d32",
                "5a01a3185c5000709a890ada0f884e241e00000000000070078000000000000000006b0000002ff2596bcb9cfba63c7d076bb2df34a6459b0086134686be5e8f205937c92d54ce4601a3185c50007b3fbc3898b7dd200bc101a3185c50027007800000000000000303d200000000004c4b4000000004",
            ],
            CommandSamples.All.Select(command => Convert.ToHexStringLower(CommandCodec.ToArray(command))));
    }

    [Fact]
    public void The_request_hashes_are_frozen()
    {
        var all = string.Concat(CommandSamples.All.Select(command => command.RequestHash().ToString()));

        Assert.Equal("5d3d0877abfcc79e1e8fd4b48950d71695f79c728f7d095938898290e22bf32d", Hash256.Of(System.Text.Encoding.ASCII.GetBytes(all)).ToString());
    }

    [Fact]
    public void The_faults_of_a_batch_are_frozen() =>
        Assert.Equal("None=0 TooShort=1 NoSuchKey=2 WrongTag=3 UnknownVersion=4 WrongPartition=5 Malformed=6", Numbers<BatchFault>());

    [Fact]
    public void The_bytes_of_an_entry_and_a_result_are_frozen()
    {
        var result = new CommandResult(Status.Accepted)
        {
            Asset = new AssetId(978),
            StakeCash = new(1),
            StakeBonus = new(2),
            PayoutCash = new(3),
            PayoutBonus = new(4),
            CashAfter = new(5),
            BonusAfter = new(6),
            Detail = 7,
        };
        var planned = new CommandResult(Status.Accepted) { Asset = new AssetId(978), Moved = new MovedAmounts([0, 1_000_000]) };
        var writer = new ByteWriter();
        new BlockEntry(new Caller(Role.Identity, 5), CommandSamples.All[1], result).Write(writer);
        new CommandResult(Status.NonceAhead) { Detail = 17 }.Write(writer);
        var refused = new CommandResult(Status.LossLimit)
        {
            Asset = new AssetId(978),
            Detail = 18,
            Guard = new GuardName(LimitSource.Operator, LimitMeasure.NetLoss, LimitWindow.Week),
        };
        refused.Write(writer);
        planned.Write(writer);

        Assert.Equal(
            "0600000005000000210a01a3185c50007b3fbc3898b7dd200bc101a3185c500270078000000000000003000003d2007f0000000000000001000000000000000200000000000000030000000000000004000000000000000500000000000000060000000000000007008b000000400000000000000011" + "00c003d201400000000000000012020305" + "000003d20080020000000000000000" + "00000000000f4240",
            Convert.ToHexStringLower(writer.Written));
        var reader = new ByteReader(writer.Written);
        Assert.Equal(result, BlockEntry.Read(ref reader).Result);
        Assert.Equal(17, CommandResult.Read(ref reader).Detail);
        Assert.Equal(refused, CommandResult.Read(ref reader));
        Assert.Equal(planned, CommandResult.Read(ref reader));
    }

    [Fact]
    public void The_bytes_of_a_header_and_its_hash_are_frozen()
    {
        var header = new BlockHeader(
            7, 42, 3, new LogPosition(2, 1_000, 17), 1_800_000_000_000, 5, 99, Hash256.Of("entries"u8), Hash256.Of("state"u8), Hash256.Of("previous"u8));
        var writer = new ByteWriter();
        header.Write(writer);

        Assert.Equal(BlockHeader.Size, writer.Length);
        Assert.Equal(
            "000200000007000000000000002a00000000000000030000000200000000000003e800000011000001a3185c500000000005000000000000006387d05cd08817497883161da4d8a323c8986b6aa1c1fdff34d53fc824dec598b24ba69735ca53765ed6a709edb56c6ea236b7193a3b29a6b390c346f0f4340e4e6da0633528deaa0144e7b058315f0b753ec0b945163a72bf96a0d18180f9de0d",
            Convert.ToHexStringLower(writer.Written));
        Assert.Equal("dfe06b2efbeb6f125160806b26a9d03cb0608dd88177faaa91d665d45dd37f31", header.ComputeHash().ToString());
        var reader = new ByteReader(writer.Written);
        Assert.Equal(header, BlockHeader.Read(ref reader));
    }

    private static string Numbers<T>()
        where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().OrderBy(value => Convert.ToInt64(value, null)).Select(value => $"{value}={value:D}"));
}
