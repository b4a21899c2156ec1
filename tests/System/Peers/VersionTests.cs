using Croupier.Kernel.Commands;
using Croupier.Platform.Peers;
using Croupier.Platform.Peers.Remote;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Peers;

/// <summary>A process that would be misread is refused by name, on whichever side it is.</summary>
public sealed class VersionTests
{
    [PostgresFact]
    public async Task A_caller_of_another_major_version_is_refused_named_and_counted()
    {
        await using var scene = await PeerScene.StartAsync();
        using var counted = new CountedPeers();
        using var channel = new GrpcChannel(scene.Channel("games-9"));

        var newer = await RefusalAsync(channel, new GreetRequest { ProtocolMajor = PeerProtocol.Major + 1, BatchVersion = CommandBatch.Version });
        var unknownBatches = await RefusalAsync(channel, new GreetRequest { ProtocolMajor = PeerProtocol.Major, BatchVersion = CommandBatch.Version + 1u });
        var minor = await RefusalAsync(channel, new GreetRequest { ProtocolMajor = PeerProtocol.Major, ProtocolMinor = PeerProtocol.Minor + 1, BatchVersion = CommandBatch.Version });

        Assert.Equal((GrpcCode.FailedPrecondition, GrpcCode.FailedPrecondition, null), (newer!.Code, unknownBatches!.Code, minor));
        Assert.Equal((1, 1), (counted.Of("fenced games-9 protocol version"), counted.Of("fenced games-9 batch version")));
        Assert.Contains(scene.Logged.Lines, line => line.Contains("games-9 is refused: its protocol version is 2, and 1 is spoken here", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_server_of_another_major_version_is_not_called_and_readiness_says_why()
    {
        await using var scene = await PeerScene.StartAsync();
        await using var newer = await ListenAsNewerAsync(scene);
        var port = new Uri(newer.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        var wallet = new RemoteWallet(scene.Links("gateway", new Uri($"https://127.0.0.1:{port}/")));

        await Until.TrueAsync(() => wallet.WhyNotReady!.Contains("speaks protocol version 2, and this process 1", StringComparison.Ordinal), "the reason is told");
        Assert.False(wallet.IsReady);
    }

    // A process of the next major version, as far as this one can tell.
    private static async Task<Microsoft.AspNetCore.Builder.WebApplication> ListenAsNewerAsync(PeerScene scene)
    {
        var own = scene.Authority.Issue(PeerScene.AllRoles);
        var options = new RpcListenerOptions
        {
            Port = 0, Certificate = () => own, Authorities = () => scene.Authority.All, TrustDomain = PeerAuthority.TrustDomain, IsKnown = _ => true, MaxNames = 9, Http1 = false,
        };
        var methods = new RpcMethods();
        methods.ServerStream(PeerMethods.Greet, GreetRequest.Parser, async (_, writer, call) =>
        {
            writer.Write(new Greeting { ProtocolMajor = PeerProtocol.Major + 1 });
            await writer.FlushAsync(call.Over);
            await Task.Delay(Timeout.InfiniteTimeSpan, call.Over);
            return null;
        });
        var metrics = new PeersMetrics();
        var endpoint = new RpcEndpoint(methods, options, metrics, TimeProvider.System, _ => { }, NullLogger.Instance, default);
        var app = new RpcListener(options, TimeProvider.System, metrics, NullLoggerFactory.Instance).Build();
        Microsoft.AspNetCore.Builder.RunExtensions.Run(app, endpoint.HandleAsync);
        await app.StartAsync();
        return app;
    }

    private static async Task<RpcRefusal?> RefusalAsync(GrpcChannel channel, GreetRequest request)
    {
        try
        {
            await foreach (var _ in channel.ReadAsync(PeerMethods.Greet, request, Greeting.Parser, default))
            {
                return null;
            }

            return null;
        }
        catch (GrpcException refused)
        {
            return refused.Refusal;
        }
    }
}
