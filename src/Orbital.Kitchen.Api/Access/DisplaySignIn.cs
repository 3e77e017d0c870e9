using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Access;

/// <summary>Signs paired displays in by their cookie, on REST and the event stream alone.</summary>
internal sealed class DisplaySignIn(
    KnownDisplays displays, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Display";

    /// <summary>
    /// Whether the request shows a cookie of ours where cookies count: by its path, which decides what is called, and not by what it says of its body.
    /// </summary>
    public static bool IsShown(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && DisplayCookies.Display(context.Request) is not null;

    /// <summary>Whether a cookie signed the caller in, which browsers attach by themselves.</summary>
    public static bool IsBy(HttpContext context) => context.User.Identity is { IsAuthenticated: true, AuthenticationType: SchemeName };

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (DisplayCookies.Display(Request) is not { } secret)
            return AuthenticateResult.NoResult();
        if (await displays.FindAsync(secret, Context.RequestAborted) is not { } display)
        {
            DisplayCookies.ForgetDisplay(Context);
            return AuthenticateResult.Fail(new UnknownDeviceException());
        }

        // Browsers keep it for so long at most: it begins anew whenever the page reads its board.
        if (Request.Path == "/api/v1/board")
            DisplayCookies.SetDisplay(Context, secret);
        return AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(IdentityOf(display)), new AuthenticationProperties { ExpiresUtc = display.ExpiresAt }, SchemeName));
    }

    private static ClaimsIdentity IdentityOf(PairedDisplay display) => new(
        [
            new Claim(Caller.IdClaim, $"{display.Id}"),
            new Claim(Caller.NameClaim, display.Name),
            new Claim(Caller.RoleClaim, StatusNames.Of(display.Role)),
            .. display.Stations.Select(station => new Claim(Caller.StationClaim, station)),
        ],
        SchemeName,
        Caller.NameClaim,
        Caller.RoleClaim);
}
