using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Which other sites' pages may use this service from a browser, with tokens of their own. Section <c>Cors</c>.</summary>
public sealed class CorsSettings
{
    public const string Section = "Cors";

    /// <summary>As in <c>https://office.example.com</c>. Default none.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Whether it is a scheme, a name and perhaps a port, and nothing more.</summary>
    internal static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase) && !text.Contains('*', StringComparison.Ordinal);

    internal bool Allows(string origin) => Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// A browser attaches cookies, and reaches this machine, also for pages of strangers. What changes something is refused when the browser says
/// that such a page asks; and who is signed in by a cookie must add a header, which no form and no image can.
/// </summary>
internal static class CrossSiteRules
{
    public const string Header = "X-Orbital-Display";

    public static void AddCrossSiteRules(this IServiceCollection services)
    {
        services.AddStrictOptions<CorsSettings>(CorsSettings.Section)
            .Validate(cors => cors.Origins.All(CorsSettings.IsOrigin), "Cors:Origins must be origins such as https://office.example.com, without a path, and never *");
        services.AddCors();
        // Cookies stay at home (SameSite): other sites' pages bring tokens.
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>>((options, cors) => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. cors.Value.Origins]).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(HeaderNames.ETag, HeaderNames.Location)));
    }

    public static void UseCrossSiteRules(this WebApplication app, Func<HttpContext, bool>? needsHeader)
    {
        var cors = app.Services.GetRequiredService<IOptions<CorsSettings>>().Value;
        var problems = app.Services.GetRequiredService<IProblemDetailsService>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CrossSiteRules));
        app.Use((context, next) => !Changes(context.Request) || (IsOfThisSite(context.Request, cors) && HasHeader(context, needsHeader))
            ? next(context)
            : RefusalAnswer.WriteAsync(context, new Refusal("cross_site", RefusalProblems.CrossSite()), problems, logger));
    }

    private static bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    // Both headers are the browser's own: no page can change them. The first is only sent to addresses with TLS, and on this machine.
    private static bool IsOfThisSite(HttpRequest request, CorsSettings cors)
    {
        string? origin = request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin) && cors.Allows(origin))
            return true;
        string? site = request.Headers["Sec-Fetch-Site"];
        if (!string.IsNullOrEmpty(site))
            return site is "same-origin" or "none";
        return string.IsNullOrEmpty(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Authority.Equals(AuthorityOf(request), StringComparison.OrdinalIgnoreCase));
    }

    // As Uri writes it: without the port that goes without saying.
    private static string AuthorityOf(HttpRequest request) =>
        request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value ?? "";

    private static bool HasHeader(HttpContext context, Func<HttpContext, bool>? needsHeader) =>
        needsHeader?.Invoke(context) != true || context.Request.Headers[Header] == "1";
}
