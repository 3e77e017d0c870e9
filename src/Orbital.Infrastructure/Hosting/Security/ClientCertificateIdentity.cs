using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Who has shown a certificate is a service. The handshake has let in no other certificates than those that the settings allow, and
/// <see cref="CallerCertificates"/> no request with one that is not good any more.
/// </summary>
public static class ClientCertificateIdentity
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "Certificate";

    /// <summary>Whether the caller has shown a certificate.</summary>
    public static bool IsShown(HttpContext context) => context?.Connection.ClientCertificate is not null;

    /// <summary>Adds the scheme.</summary>
    public static AuthenticationBuilder AddClientCertificates(this AuthenticationBuilder authentication)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        return authentication.AddScheme<AuthenticationSchemeOptions, Handler>(Scheme, configureOptions: null);
    }

    private sealed class Handler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        private const string RoleClaim = "roles";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Context.Connection.ClientCertificate is not { } certificate)
                return Task.FromResult(AuthenticateResult.NoResult());
            Claim[] claims =
            [
                new(ClaimTypes.Name, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)),
                new(RoleClaim, Roles.Service),
            ];
            var caller = new ClaimsPrincipal(new ClaimsIdentity(claims, ClientCertificateIdentity.Scheme, ClaimTypes.Name, RoleClaim));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(caller, ClientCertificateIdentity.Scheme)));
        }
    }
}
