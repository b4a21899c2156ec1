using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Croupier.Platform.Gateway.Web;

/// <summary>
/// Serves the built player page. Files under <c>assets/</c> carry a hash of their content in their name and are kept for ever; everything else is asked for anew, by its ETag.
/// A path without a file and without a dot is a page of the single-page application: <c>index.html</c>.
/// </summary>
internal static class PlayerPage
{
    private const string Immutable = "public, max-age=31536000, immutable";

    private const string Revalidate = "no-cache";

    public static void Use(WebApplication app, string folder)
    {
        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = SetCaching });
        app.MapFallback("{*path:nonfile}", context => IndexAsync(context, files));
    }

    public static string CachingOf(PathString path) => path.StartsWithSegments("/assets") ? Immutable : Revalidate;

    private static void SetCaching(StaticFileResponseContext file) => file.Context.Response.Headers.CacheControl = CachingOf(file.Context.Request.Path);

    private static async Task IndexAsync(HttpContext context, PhysicalFileProvider files)
    {
        var index = files.GetFileInfo("index.html");
        if (!index.Exists || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = index.Length;
        context.Response.Headers.CacheControl = Revalidate;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.SendFileAsync(index, context.RequestAborted);
        }
    }
}
