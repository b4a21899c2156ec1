using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Limits;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Api;

/// <summary>Sign-up, sign-in, refresh, sign-out: charged to the address, then passed to identity, which bounds how many passwords are hashed at once.</summary>
internal sealed class AccountEndpoints(IIdentity identity, ISessions sessions, EdgeLimits rates, GatewayLimits limits, ApiReply reply)
{
    private const int MostEmailCharacters = 254;
    private const int MostPasswordCharacters = 256;

    public async Task SignUpAsync(HttpContext context)
    {
        var credentials = await ReadCredentialsAsync(context);
        var (status, player) = await identity.SignUpAsync(credentials.Email, credentials.Password, context.RequestAborted);
        if (status != Status.Accepted || player is null)
        {
            await reply.RefuseAsync(context, status);
            return;
        }

        await reply.WriteAsync(context, new SignedUpBody(player.Value.ToString()), ApiJson.Default.SignedUpBody);
    }

    public async Task SignInAsync(HttpContext context)
    {
        var credentials = await ReadCredentialsAsync(context);
        await AnswerAsync(context, await identity.SignInAsync(credentials.Email, credentials.Password, context.RequestAborted));
    }

    public async Task RefreshAsync(HttpContext context)
    {
        Charge(context);
        var request = await ApiRequest.BodyAsync(context, ApiJson.Default.RefreshRequest, limits.MaxBodyBytes);
        await AnswerAsync(context, await identity.RefreshAsync(request.RefreshToken, context.RequestAborted));
    }

    public async Task SignOutAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        await identity.SignOutAsync(caller.Session, context.RequestAborted);
        reply.NoContent(context);
    }

    private async Task<Credentials> ReadCredentialsAsync(HttpContext context)
    {
        Charge(context);
        var credentials = await ApiRequest.BodyAsync(context, ApiJson.Default.Credentials, limits.MaxBodyBytes);
        return credentials.Email.Length <= MostEmailCharacters && credentials.Password.Length <= MostPasswordCharacters
            ? credentials
            : throw new RefusedException(Status.Malformed);
    }

    private void Charge(HttpContext context)
    {
        var waitMs = rates.SignIns.Take(AddressKey.Of(context.Connection.RemoteIpAddress));
        if (waitMs > 0)
        {
            throw new RefusedException(Status.RateLimited, waitMs);
        }
    }

    private Task AnswerAsync(HttpContext context, (Status Status, SignedIn? Session) answer)
    {
        if (answer.Status != Status.Accepted || answer.Session is not { } session)
        {
            return reply.RefuseAsync(context, answer.Status);
        }

        var body = new SessionBody(
            session.Player.ToString(),
            session.Session.ToString(),
            ApiRequest.Base64(session.SessionKey),
            session.AccessToken,
            session.AccessTokenExpiresUnixMs,
            session.RefreshToken);
        return reply.WriteAsync(context, body, ApiJson.Default.SessionBody);
    }
}
