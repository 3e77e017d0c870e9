using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// The ways to say who one is. A request is judged by the first of them that it shows anything of; policies ask for roles and do not mind
/// which way it was.
/// </summary>
public sealed class SignInSchemes
{
    /// <summary>The scheme that every request goes through: it hands on to one of the others.</summary>
    public const string Any = "Any";

    private readonly List<Way> _others = [];

    /// <summary>Adds a way that is tried where no token is shown, after those added before.</summary>
    /// <param name="scheme">An authentication scheme whose principals carry the role claims of <see cref="Roles"/>.</param>
    /// <param name="isShown">Whether the request carries anything for it.</param>
    /// <param name="credential">What of it costs something to check; null for a way that costs nothing.</param>
    public void Add(string scheme, Func<HttpContext, bool> isShown, Func<HttpContext, string?>? credential = null) =>
        _others.Add(new Way(scheme, isShown, credential));

    internal string Choose(HttpContext context) => Find(context)?.Scheme ?? JwtBearerDefaults.AuthenticationScheme;

    /// <summary>What must be checked to know who asks; null when nothing is shown, or nothing that costs anything.</summary>
    internal string? CredentialOf(HttpContext context) =>
        ShowsToken(context) ? context.Request.Headers.Authorization.ToString() : Find(context)?.Credential?.Invoke(context);

    private Way? Find(HttpContext context) => ShowsToken(context) ? null : _others.Find(way => way.IsShown(context));

    private static bool ShowsToken(HttpContext context) => context.Request.Headers.ContainsKey(HeaderNames.Authorization);

    private sealed record Way(string Scheme, Func<HttpContext, bool> IsShown, Func<HttpContext, string?>? Credential);
}
