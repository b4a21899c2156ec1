using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Croupier.Host.Sandbox;

/// <summary>
/// What the platform calls: payments, payouts and refunds, each under a key that makes it happen once. The same key with another request is 409. Every
/// path under <c>/v1</c> wants the API key.
/// </summary>
internal sealed class SandboxApi(SandboxOptions options, SandboxJournal journal, Func<Uri> address)
{
    private const int MaxKeyLength = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v1");
        api.AddEndpointFilter(async (context, next) =>
            IsPlatform(context.HttpContext.Request) ? await next(context) : Results.Json(new { error = "the API key is missing or wrong" }, statusCode: 401));
        api.MapPost("/payments", CreatePayment);
        api.MapPost("/payouts", PayOut);
        api.MapGet("/payouts/{key}", (string key) => Ask<SandboxPayout>(key, p => p.State, p => p with { State = SandboxAnswer.Done }, p => p.Reference));
        api.MapPost("/refunds", Refund);
        api.MapGet("/refunds/{key}", (string key) => Ask<SandboxRefund>(key, r => r.State, r => r with { State = SandboxAnswer.Done }));
    }

    private bool IsPlatform(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())), SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {options.ApiKey}")));

    private IResult CreatePayment(PaymentRequest request)
    {
        if (!IsKey(request.Key) || request.Amount <= 0 || !request.ReturnUrl.IsAbsoluteUri || request.ReturnUrl.Scheme != Uri.UriSchemeHttps)
        {
            return Invalid();
        }

        // 128 random bits: whoever has the page's address is the payer.
        var reference = "pay_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var asked = new SandboxPayment(
            request.Key, reference, request.Intent, request.Player, request.Asset, request.Amount, request.ReturnUrl, request.ExpiresUnixMs, SandboxPaymentState.Open, 0, false);
        var payment = journal.AddOrFind(asked);
        return payment.IsSameRequest(asked)
            ? Results.Json(new { payment = payment.Reference, url = new Uri(address(), $"/pay/{payment.Reference}") })
            : Conflict();
    }

    private IResult PayOut(PayoutRequest request)
    {
        if (!IsKey(request.Key) || request.Amount <= 0)
        {
            return Invalid();
        }

        var reference = "out_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var asked = new SandboxPayout(request.Key, reference, request.Player, request.Asset, request.Amount, SandboxBehaviour.FirstAnswer(request.Amount));
        var payout = journal.AddOrFind(asked);
        return (payout.Player, payout.Asset, payout.Amount) != (asked.Player, asked.Asset, asked.Amount) ? Conflict()
            : SandboxBehaviour.LosesAnswer(request.Amount) ? Results.StatusCode(500)
            : State(payout.State, payout.Reference);
    }

    private IResult Refund(RefundRequest request)
    {
        if (!IsKey(request.Key) || request.Amount <= 0)
        {
            return Invalid();
        }

        // A payment is given back whole, or not at all, and only one that was paid.
        var payment = journal.FindPayment(request.Payment);
        var refusable = payment is not { State: SandboxPaymentState.Paid } || payment.Amount != request.Amount || payment.Asset != request.Asset;
        var state = refusable ? SandboxAnswer.Refused : SandboxBehaviour.FirstAnswer(request.Amount);
        var asked = new SandboxRefund(request.Key, request.Payment, request.Asset, request.Amount, state);
        var refund = journal.AddOrFind(asked);
        return (refund.Payment, refund.Asset, refund.Amount) != (asked.Payment, asked.Asset, asked.Amount) ? Conflict()
            : SandboxBehaviour.LosesAnswer(request.Amount) ? Results.StatusCode(500)
            : State(refund.State);
    }

    /// <summary>A slow one is done once it has been asked after.</summary>
    private IResult Ask<T>(string key, Func<T, SandboxAnswer> state, Func<T, T> done, Func<T, string>? reference = null)
        where T : SandboxRecord
    {
        if (journal.Find<T>(key) is not { } found)
        {
            return Results.Json(new { state = "unknown" }, statusCode: 404);
        }

        if (state(found) == SandboxAnswer.Pending)
        {
            journal.Change<T>(key, r => state(r) == SandboxAnswer.Pending ? done(r) : null);
        }

        return State(state(found), reference?.Invoke(found));
    }

#pragma warning disable CA1308 // The words of the API are lower case.
    private static IResult State(SandboxAnswer state, string? reference = null) =>
        Results.Json(new { state = state.ToString().ToLower(CultureInfo.InvariantCulture), reference });
#pragma warning restore CA1308

    private static IResult Conflict() => Results.Json(new { error = "this key was used for another request" }, statusCode: 409);

    private static IResult Invalid() => Results.Json(new { error = "the request is not valid" }, statusCode: 400);

    private static bool IsKey(string key) => key.Length is > 0 and <= MaxKeyLength;

    internal sealed record PaymentRequest(string Key, Guid Intent, Guid Player, int Asset, long Amount, Uri ReturnUrl, long ExpiresUnixMs);

    internal sealed record PayoutRequest(string Key, Guid Player, int Asset, long Amount);

    internal sealed record RefundRequest(string Key, string Payment, int Asset, long Amount);

    internal static void Configure(JsonSerializerOptions json)
    {
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
    }
}
