namespace Orbital.Kitchen.Api.Access;

/// <summary>
/// The two cookies of a screen: while it waits to be paired, and from then on. Scripts cannot read them, other sites' pages do not send them,
/// and under TLS their prefix keeps neighbouring hosts from setting them.
/// </summary>
internal static class DisplayCookies
{
    /// <summary>The most that browsers keep a cookie: until when a display is good is the kitchen's business.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public static string? Display(HttpRequest request) => request.Cookies[DisplayName(request)];

    public static string? Pairing(HttpRequest request) => request.Cookies[PairingName(request)];

    public static void SetDisplay(HttpContext context, string secret) =>
        context.Response.Cookies.Append(DisplayName(context.Request), secret, Options(context.Request, Longest));

    /// <summary>Scripts cannot: a screen would go on showing a cookie that lets nobody in, and count as one who guesses.</summary>
    public static void ForgetDisplay(HttpContext context) =>
        context.Response.Cookies.Delete(DisplayName(context.Request), Options(context.Request, TimeSpan.Zero));

    public static void SetPairing(HttpContext context, string secret, TimeSpan life) =>
        context.Response.Cookies.Append(PairingName(context.Request), secret, Options(context.Request, life));

    private static string DisplayName(HttpRequest request) => Prefix(request) + "orbital-display";

    private static string PairingName(HttpRequest request) => Prefix(request) + "orbital-pairing";

    // Browsers take it only with Secure, without Domain and for the whole host.
    private static string Prefix(HttpRequest request) => request.IsHttps ? "__Host-" : "";

    private static CookieOptions Options(HttpRequest request, TimeSpan life) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Path = "/", MaxAge = life, IsEssential = true,
    };
}
