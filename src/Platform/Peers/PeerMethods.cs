using System.Collections.Frozen;
using Croupier.Kernel;
using Croupier.Platform.Rpc;

namespace Croupier.Platform.Peers;

/// <summary>Every method between processes, and the roles that may call it: the one table that the listener asks, docs/peers.md shows and the tests walk through.</summary>
internal static class PeerMethods
{
    public const string Greet = Package + "Peers/Greet";
    public const string GetLobby = Package + "Games/GetLobby";
    public const string Play = Package + "Games/Play";
    public const string GetActive = Package + "Seeds/GetActive";
    public const string GetForAudit = Package + "Seeds/GetForAudit";
    public const string Subscribe = Package + "Results/Subscribe";
    public const string Read = Package + "Blocks/Read";
    public const string GetHead = Package + "Blocks/GetHead";
    public const string Follow = Package + "Sessions/Follow";
    public const string GetKey = Package + "Sessions/GetKey";
    public const string SignUp = Package + "Identity/SignUp";
    public const string SignIn = Package + "Identity/SignIn";
    public const string Refresh = Package + "Identity/Refresh";
    public const string SignOut = Package + "Identity/SignOut";
    public const string OpenChain = Package + "Fairness/OpenChain";
    public const string SetClientSeed = Package + "Fairness/SetClientSeed";
    public const string CloseChain = Package + "Fairness/CloseChain";
    public const string FindChain = Package + "Fairness/FindChain";
    public const string ListChains = Package + "Fairness/ListChains";
    public const string GetReceiptKeys = Package + "Fairness/GetReceiptKeys";
    public const string GetBalance = Package + "Wallet/GetBalance";
    public const string OpenDeposit = Package + "Wallet/OpenDeposit";
    public const string FindDeposit = Package + "Wallet/FindDeposit";
    public const string TakeCallback = Package + "Wallet/TakeCallback";
    public const string Withdraw = Package + "Wallet/Withdraw";
    public const string GetRounds = Package + "Wallet/GetRounds";
    public const string GetRoundsOfChain = Package + "Wallet/GetRoundsOfChain";
    public const string GetMovements = Package + "Wallet/GetMovements";

    private const string Package = "/croupier.peers.v1.";

    /// <summary>The roles whose processes speak with each other.</summary>
    public static readonly Role[] Everybody = [Role.Gateway, Role.Games, Role.Fairness, Role.Ledger, Role.Identity, Role.Wallet, Role.Operator, Role.Audit];

    private static readonly Role[] TheEdge = [Role.Gateway];
    private static readonly Role[] Producers = [Role.Games, Role.Fairness, Role.Identity, Role.Wallet, Role.Operator, Role.Audit];
    private static readonly Role[] Followers = [Role.Fairness, Role.Wallet, Role.Audit];

    /// <summary>Method → roles. What is not here can't be called.</summary>
    public static readonly FrozenDictionary<string, Role[]> Callers = new Dictionary<string, Role[]>
    {
        [Greet] = Everybody,
        [GetLobby] = TheEdge,
        [Play] = TheEdge,
        [GetActive] = [Role.Games],
        [GetForAudit] = [Role.Audit],
        [Subscribe] = Producers,
        [Read] = Followers,
        [GetHead] = Followers,
        [Follow] = TheEdge,
        [GetKey] = TheEdge,
        [SignUp] = TheEdge,
        [SignIn] = TheEdge,
        [Refresh] = TheEdge,
        [SignOut] = TheEdge,
        [OpenChain] = TheEdge,
        [SetClientSeed] = TheEdge,
        [CloseChain] = TheEdge,
        [FindChain] = TheEdge,
        [ListChains] = TheEdge,
        [GetReceiptKeys] = TheEdge,
        [GetBalance] = TheEdge,
        [OpenDeposit] = TheEdge,
        [FindDeposit] = TheEdge,
        [TakeCallback] = TheEdge,
        [Withdraw] = TheEdge,
        [GetRounds] = TheEdge,
        [GetRoundsOfChain] = TheEdge,
        [GetMovements] = TheEdge,
    }.ToFrozenDictionary();

    public static bool MayCall(RpcPeer peer, string method) =>
        Callers.TryGetValue(method, out var roles) && peer.Processes.Any(process => roles.Contains(process.Role));

    /// <summary>Without the package: <c>Games/Play</c>.</summary>
    public static string ShortName(string method) => method[Package.Length..];
}
