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

    private readonly List<(string Scheme, Func<HttpContext, bool> IsShown)> _others = [];

    /// <summary>Adds a way that is tried where no token is shown, after those added before.</summary>
    /// <param name="scheme">An authentication scheme whose principals carry the role claims of <see cref="Roles"/>.</param>
    /// <param name="isShown">Whether the request carries anything for it.</param>
    public void Add(string scheme, Func<HttpContext, bool> isShown) => _others.Add((scheme, isShown));

    internal string Choose(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey(HeaderNames.Authorization))
            return JwtBearerDefaults.AuthenticationScheme;
        foreach (var (scheme, isShown) in _others)
        {
            if (isShown(context))
                return scheme;
        }

        return JwtBearerDefaults.AuthenticationScheme;
    }
}
