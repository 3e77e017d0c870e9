using Microsoft.Extensions.FileProviders;

namespace Orbital.Kitchen.Api.Display;

/// <summary>Serves the built page at <c>/</c>.</summary>
internal static class DisplayPage
{
    private const string NotBuilt =
        "The kitchen works, but its display has not been built: run `npm ci && npm run build` in src/Orbital.Kitchen.Display, or ./run.\n";

    public static void UseDisplay(this WebApplication app)
    {
        // Beside the program when published, beside the sources when run from them; the platform's own setting names another place.
        var named = app.Configuration[WebHostDefaults.WebRootKey] ?? "wwwroot";
        string[] folders = [Path.Combine(AppContext.BaseDirectory, named), Path.Combine(app.Environment.ContentRootPath, named)];
        if (folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "index.html"))) is not { } folder)
        {
            app.MapGet("/", () => TypedResults.Text(NotBuilt)).ExcludeFromDescription().AllowAnonymous();
            return;
        }

        var files = new PhysicalFileProvider(folder);
        // The page alone: an event stream must never wait in a compressor.
        app.UseWhen(context => IsOfThePage(context.Request.Path), page => page.UseResponseCompression());
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = context => Headers(context.Context) });
    }

    private static bool IsOfThePage(PathString path) => path == "/" || path == "/index.html" || IsAsset(path);

    private static bool IsAsset(PathString path) => path.StartsWithSegments("/assets", StringComparison.Ordinal);

    private static void Headers(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Assets carry their hash in their name; the page itself must be asked for anew.
        headers.CacheControl = IsAsset(context.Request.Path) ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
