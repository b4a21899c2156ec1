using Croupier.Platform.Peers;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;

namespace Croupier.Tests.System.Peers;

/// <summary>Each role × each method over real TLS: the table's roles get in, everyone else gets PERMISSION_DENIED, which is logged and counted.</summary>
public sealed class PermissionTests
{
    private static readonly ByteString Nobody = Guid.CreateVersion7().ToBytes();

    /// <summary>A request of each method that does no harm. What matters is whether it is let in, not what comes of it.</summary>
    private static readonly Dictionary<string, IMessage> Requests = new()
    {
        [PeerMethods.Greet] = new GreetRequest { ProtocolMajor = PeerProtocol.Major },
        [PeerMethods.GetLobby] = new GetLobbyRequest(),
        [PeerMethods.Play] = new CallFrame(),
        [PeerMethods.GetActive] = new CallFrame(),
        [PeerMethods.GetForAudit] = new CallFrame(),
        [PeerMethods.Subscribe] = new SubscribeRequest(),
        [PeerMethods.Read] = new ReadRequest(),
        [PeerMethods.GetHead] = new GetHeadRequest(),
        [PeerMethods.Follow] = new FollowRequest(),
        [PeerMethods.GetKey] = new GetKeyRequest { Session = Nobody },
        [PeerMethods.SignUp] = new Credentials(),
        [PeerMethods.SignIn] = new Credentials(),
        [PeerMethods.Refresh] = new RefreshRequest(),
        [PeerMethods.SignOut] = new SignOutRequest { Session = Nobody },
        [PeerMethods.OpenChain] = new OpenChainRequest(),
        [PeerMethods.SetClientSeed] = new SetClientSeedRequest(),
        [PeerMethods.CloseChain] = new CloseChainRequest(),
        [PeerMethods.FindChain] = new FindChainRequest { Player = Nobody, Chain = Nobody },
        [PeerMethods.ListChains] = new ListChainsRequest { Player = Nobody },
        [PeerMethods.GetBalance] = new BalanceRequest { Player = Nobody },
        [PeerMethods.OpenDeposit] = new MoneyRequest(),
        [PeerMethods.FindDeposit] = new FindDepositRequest { Player = Nobody, Intent = Nobody },
        [PeerMethods.TakeCallback] = new Callback(),
        [PeerMethods.Withdraw] = new MoneyRequest(),
        [PeerMethods.GetRounds] = new PageRequest { Player = Nobody, Limit = 1 },
        [PeerMethods.GetReceiptKeys] = new GetReceiptKeysRequest(),
        [PeerMethods.GetRoundsOfChain] = new RoundsOfChainRequest { Player = Nobody, Chain = Nobody },
        [PeerMethods.GetMovements] = new PageRequest { Player = Nobody, Limit = 1 },
    };

    [PostgresFact]
    public async Task Each_role_may_call_its_methods_and_no_others()
    {
        await using var scene = await PeerScene.StartAsync();
        using var counted = new CountedPeers();
        Assert.Equal(PeerMethods.Callers.Keys.Order(), scene.Listener.Methods.Order());
        Assert.Equal(PeerMethods.Callers.Keys.Order(), Requests.Keys.Order());
        var wrong = new List<string>();
        foreach (var role in PeerMethods.Everybody)
        {
            using var channel = new GrpcChannel(scene.Channel(RoleName.Of(role)));
            foreach (var (method, request) in Requests)
            {
                var may = PeerMethods.Callers[method].Contains(role);
                var before = counted.Of(Denied(role, method));
                var code = await CodeOfAsync(channel, method, request);
                var denied = code == GrpcCode.PermissionDenied;

                // A producer without a number of its own hears nobody's results, and is told so by the method itself.
                if (denied == may && !(method == PeerMethods.Subscribe && denied))
                {
                    wrong.Add($"{role} × {method}: {code}");
                }

                if (!may)
                {
                    await Until.TrueAsync(() => counted.Of(Denied(role, method)) > before, $"{role} × {method} is counted");
                    Assert.Contains(scene.Logged.Lines, line => line.Contains($"{RoleName.Of(role)} may not call {PeerMethods.ShortName(method)}", StringComparison.Ordinal));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [PostgresFact]
    public async Task A_process_of_several_roles_may_what_each_of_them_may()
    {
        await using var scene = await PeerScene.StartAsync();
        var own = scene.Authority.Issue("gateway-2", "games-3");
        using var channel = new GrpcChannel(scene.Channel("gateway") with { Certificate = () => own });

        Assert.Equal(GrpcCode.Ok, await CodeOfAsync(channel, PeerMethods.GetLobby, new GetLobbyRequest()));
        Assert.Equal(GrpcCode.Ok, await CodeOfAsync(channel, PeerMethods.GetActive, new CallFrame()));
        Assert.Equal(GrpcCode.PermissionDenied, await CodeOfAsync(channel, PeerMethods.GetHead, new GetHeadRequest()));
    }

    [PostgresTheory]
    [InlineData("games-2", Role.Games, 2, true)]
    [InlineData("games", Role.Games, 1, true)]
    [InlineData("games-2", Role.Games, 1, false)]
    [InlineData("games", Role.Games, 2, true)]
    [InlineData("games-1", Role.Games, 2, false)]
    [InlineData("games-2", Role.Wallet, 2, false)]
    public async Task Results_are_heard_by_the_process_that_the_certificate_names(string name, Role role, uint instance, bool may)
    {
        await using var scene = await PeerScene.StartAsync();
        using var channel = new GrpcChannel(scene.Channel(name));
        var code = await CodeOfAsync(channel, PeerMethods.Subscribe, new SubscribeRequest { Role = (uint)role, Instance = instance });

        Assert.Equal(may ? GrpcCode.Ok : GrpcCode.PermissionDenied, code);
    }

    [PostgresFact]
    public async Task Bytes_that_are_no_call_end_the_stream_and_malformed_ids_the_call()
    {
        await using var scene = await PeerScene.StartAsync();
        using var channel = new GrpcChannel(scene.Channel("gateway"));

        var chain = await CodeOfAsync(channel, PeerMethods.FindChain, new FindChainRequest { Player = ByteString.CopyFrom(1, 2, 3), Chain = Nobody });
        var plays = await CodeOfAsync(channel, PeerMethods.Play, new CallFrame { Calls = ByteString.CopyFrom(0, 0, 0, 9, 1) });

        Assert.Equal((GrpcCode.InvalidArgument, GrpcCode.InvalidArgument), (chain, plays));
    }

    private static string Denied(Role role, string method) => $"answer {RoleName.Of(role)} {method[(method.LastIndexOf('/') + 1)..]} PermissionDenied";

    // How the call ends; a stream that begins is let in.
    private static async Task<GrpcCode> CodeOfAsync(GrpcChannel channel, string method, IMessage request)
    {
        try
        {
            using var within = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            if (request is CallFrame frame)
            {
                await using var call = await channel.OpenAsync(method, CallFrame.Parser, within.Token);
                if (frame.Calls.Length > 0)
                {
                    await call.WriteAsync(frame, within.Token);
                }

                call.CompleteWrites();
                await foreach (var _ in call.ReadAsync(within.Token))
                {
                }

                return GrpcCode.Ok;
            }

            await foreach (var _ in channel.ReadAsync(method, request, Done.Parser, within.Token))
            {
                break;
            }

            return GrpcCode.Ok;
        }
        catch (GrpcException refused)
        {
            return refused.Code;
        }
    }
}
