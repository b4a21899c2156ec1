using System.Text.Encodings.Web;
using Croupier.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Croupier.Host.Sandbox;

/// <summary>
/// What the player's browser sees: one page with the amount and two buttons, plain forms without any script, and back to where the player came from.
/// </summary>
internal sealed class SandboxPages(SandboxJournal journal, SandboxCallbacks callbacks, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pay/{reference}", Show);
        routes.MapPost("/pay/{reference}/pay", (string reference, HttpContext context) => Decide(reference, SandboxPaymentState.Paid, context));
        routes.MapPost("/pay/{reference}/cancel", (string reference, HttpContext context) => Decide(reference, SandboxPaymentState.Cancelled, context));
        routes.MapGet("/style.css", () => Results.Text(SandboxStyle.Css, "text/css"));
    }

    private IResult Show(string reference, HttpContext context)
    {
        var payment = journal.FindPayment(reference);
        Protect(context.Response, payment?.ReturnUrl);
        if (payment is null)
        {
            return Page("No such payment", "<p class=\"note\">This address belongs to no payment.</p>", 404);
        }

        var back = $"<a class=\"quiet\" href=\"{Text(payment.ReturnUrl.ToString())}\">Back</a>";
        return payment.State switch
        {
            SandboxPaymentState.Paid => Page("Paid", $"{Amount(payment)}<p class=\"note\">This payment is done.</p>{back}"),
            SandboxPaymentState.Cancelled => Page("Cancelled", $"{Amount(payment)}<p class=\"note\">This payment was cancelled.</p>{back}"),
            _ when IsOver(payment) => Page("Expired", $"{Amount(payment)}<p class=\"note\">The time for this payment is over.</p>{back}"),
            _ => Page(
                "Confirm payment",
                $"""
                 {Amount(payment)}
                 <dl><dt>Payment</dt><dd>{Text(payment.Reference)}</dd></dl>
                 <form method="post" action="/pay/{Text(payment.Reference)}/pay"><button class="pay">Pay {Text(Display(payment))}</button></form>
                 <form method="post" action="/pay/{Text(payment.Reference)}/cancel"><button class="cancel">Cancel</button></form>
                 """),
        };
    }

    /// <summary>Decided once: a second press of a button finds it decided, and leads back just the same.</summary>
    private IResult Decide(string reference, SandboxPaymentState decision, HttpContext context)
    {
        if (journal.FindPayment(reference) is not { } payment)
        {
            return Show(reference, context);
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var decided = journal.Change<SandboxPayment>(
            payment.Key, p => p.State == SandboxPaymentState.Open && !IsOver(p) ? p with { State = decision, DecidedUnixMs = now } : null);
        if (decided is null && journal.FindPayment(reference)!.State == SandboxPaymentState.Open)
        {
            return Show(reference, context);
        }

        callbacks.Wake();
        Protect(context.Response, payment.ReturnUrl);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = payment.ReturnUrl.AbsoluteUri;
        return Results.Empty;
    }

    private bool IsOver(SandboxPayment payment) => payment.ExpiresUnixMs <= clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>No script at all, no frame around it, and forms that lead here or back (a form's redirect counts as its target).</summary>
    private static void Protect(HttpResponse response, Uri? returnUrl)
    {
        var back = returnUrl is null ? "" : " " + returnUrl.GetLeftPart(UriPartial.Authority);
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{back}; frame-ancestors 'none'; base-uri 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private static string Amount(SandboxPayment payment) => $"<p class=\"amount\">{Text(Display(payment))}</p>";

    private static string Display(SandboxPayment payment) =>
        Assets.Find(new AssetId((ushort)payment.Asset)) is { } asset ? $"{asset.Format(asset.FromMinor(payment.Amount))} {asset.Symbol}" : $"{payment.Amount}";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static IResult Page(string title, string body, int status = StatusCodes.Status200OK) => Results.Content(
        $"""
         <!doctype html>
         <html lang="en">
         <head>
         <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
         <title>{Text(title)} – sandbox payments</title>
         <link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">
         </head>
         <body>
         <p class="banner" role="note">Sandbox: no real money moves here</p>
         <main><h1>{Text(title)}</h1>{body}</main>
         </body>
         </html>
         """,
        "text/html; charset=utf-8",
        statusCode: status);
}
