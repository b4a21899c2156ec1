using Croupier.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Croupier.Platform.Gateway.Api;

/// <summary>The whole HTTPS API in one table: docs/protocol.md, section 1.</summary>
internal sealed class ApiRoutes(
    AccountEndpoints accounts,
    CatalogEndpoints catalog,
    WalletEndpoints wallet,
    HistoryEndpoints history,
    ChainEndpoints chains,
    ExportEndpoints exports,
    ApiReply reply,
    ApiGuard guard)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        Post(routes, "/api/v1/sign-up", accounts.SignUpAsync);
        Post(routes, "/api/v1/sign-in", accounts.SignInAsync);
        Post(routes, "/api/v1/refresh", accounts.RefreshAsync);
        Post(routes, "/api/v1/sign-out", accounts.SignOutAsync);
        Get(routes, "/api/v1/games", catalog.GamesAsync);
        Get(routes, "/api/v1/assets", catalog.AssetsAsync);
        Get(routes, "/.well-known/jwks.json", catalog.KeysAsync);
        Get(routes, "/api/v1/wallet", wallet.BalanceAsync);
        Post(routes, "/api/v1/deposits", wallet.OpenDepositAsync);
        Get(routes, "/api/v1/deposits/{intent}", wallet.DepositAsync);
        Post(routes, "/callbacks/{provider}", wallet.CallbackAsync);
        Get(routes, "/api/v1/rounds", history.RoundsAsync);
        Get(routes, "/api/v1/movements", history.MovementsAsync);
        Get(routes, "/api/v1/chains", chains.ListAsync);
        Get(routes, "/api/v1/chains/{chain}", chains.ChainAsync);
        Get(routes, "/api/v1/fairness/export", exports.ExportAsync);
        Get(routes, "/.well-known/receipt-keys.json", exports.KeysAsync);

        // What is not in the table is refused in the API's own words, and never answered with the player page.
        routes.Map("/api/{**rest}", guard.Around(context => reply.RefuseAsync(context, Status.NotFound)));
        routes.Map("/callbacks/{**rest}", guard.Around(context => reply.RefuseAsync(context, Status.NotFound)));
        routes.Map("/.well-known/{**rest}", guard.Around(context => reply.RefuseAsync(context, Status.NotFound)));
    }

    private void Get(IEndpointRouteBuilder routes, string path, RequestDelegate endpoint) =>
        routes.MapMethods(path, [HttpMethods.Get], guard.Around(endpoint));

    private void Post(IEndpointRouteBuilder routes, string path, RequestDelegate endpoint) =>
        routes.MapMethods(path, [HttpMethods.Post], guard.Around(endpoint));
}
