using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Host.Dev;
using Croupier.Kernel.Commands;
using Croupier.Wire.Frames;

namespace Croupier.Tests.System.Gateway;

/// <summary>A signed-in player of the shared platform, and the client options that reach it.</summary>
internal sealed class GatewayPlayer
{
    // Its token lives five minutes, and the tests together longer.
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim Turn = new(1);
    private static GatewayPlayer? standing;
    private static long signedInAt;

    private GatewayPlayer(DevPlatform platform, string email, string password, Session session)
    {
        Platform = platform;
        Email = email;
        Password = password;
        Session = session;
    }

    public DevPlatform Platform { get; }

    public string Email { get; }

    public string Password { get; }

    public Session Session { get; }

    public PlayerId Id => new(Session.Player);

    /// <summary>One player for all tests that only need somebody's sockets: a password takes the machine a while.</summary>
    public static async Task<GatewayPlayer> StandingAsync()
    {
        await Turn.WaitAsync();
        try
        {
            if (standing is null)
            {
                (standing, signedInAt) = (await SignUpAsync(), TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(signedInAt) > FreshFor)
            {
                var again = await standing.SignInAgainAsync();
                (standing, signedInAt) = (new GatewayPlayer(standing.Platform, standing.Email, standing.Password, again), TimeProvider.System.GetTimestamp());
            }

            return standing;
        }
        finally
        {
            Turn.Release();
        }
    }

    public static async Task<GatewayPlayer> SignUpAsync()
    {
        var platform = await PlatformFixture.SharedAsync();
        using var api = new ApiClient(OptionsOf(platform, FrameKind.Binary));
        var (email, password) = ($"{Guid.NewGuid():N}@example.test", $"a long password {Guid.NewGuid():N}");
        await api.SignUpAsync(email, password, default);
        return new(platform, email, password, await api.SignInAsync(email, password, default));
    }

    public static ClientOptions OptionsOf(DevPlatform platform, FrameKind kind) => new()
    {
        Origin = platform.PlayerOrigin, Kind = kind, ServerCertificate = ClientOptions.Pin(platform.Certificate),
    };

    public ClientOptions Options(FrameKind kind) => OptionsOf(Platform, kind);

    public async Task FundAsync(Money amount)
    {
        var house = new AccountRef(PlayerId.Operator(Id.Partition), AccountKind.House, Assets.Euro.Id);
        var grant = new Transfer(CommandId.New(TimeProvider.System), Id, TransferReason.Adjustment, [new Leg(house, new(Id, AccountKind.Cash, Assets.Euro.Id), amount)]);
        Assert.Equal(Status.Accepted, (await Platform.LedgerFor(Role.Operator).SubmitAsync(grant, default)).Status);
    }

    /// <summary>Another sign-in of the same player: another device.</summary>
    public async Task<Session> SignInAgainAsync()
    {
        using var api = new ApiClient(Options(FrameKind.Binary));
        return await api.SignInAsync(Email, Password, default);
    }
}
