using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The certificates of a running service: each handshake sees what the files hold by then.</summary>
internal sealed class TlsCertificates
{
    private readonly TlsOptions _options;
    private readonly FollowedFiles<UsableCertificate> _own;
    private readonly FollowedFiles<X509Certificate2Collection>? _clients;
    private readonly TimeProvider _time;

    public TlsCertificates(TlsOptions options, TimeProvider time, ILogger<TlsCertificates> logger)
    {
        (_options, _time) = (options, time);
        _own = new("Tls:Certificate", options.Files.Paths, options.Files.Read, time, logger, next => next.DateProblem(time.GetUtcNow()));
        if (options.ClientAuthorities is { } authorities)
            _clients = new("Tls:ClientAuthorities", [authorities], contents => AuthorityFile.Read(contents[0]), time, logger);
    }

    /// <summary>When the certificate that is in force expires.</summary>
    public DateTimeOffset ExpiresAt => _own.Current.ExpiresAt;

    /// <summary>Why nobody accepts the one in force at this time; null when it is within its dates.</summary>
    public string? DateProblem(DateTimeOffset now) => _own.Current.DateProblem(now);

    /// <summary>Why what the files hold now is not in force; null when it is.</summary>
    public string? Problem => _own.Problem ?? _clients?.Problem;

    /// <summary>What a handshake goes by.</summary>
    /// <param name="asksClients">Whether this port asks for a certificate, if the settings say so.</param>
    /// <param name="connection">Takes the caller's certificate, which each request asks for again.</param>
    public SslServerAuthenticationOptions Handshake(bool asksClients, IFeatureCollection connection)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _own.Current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (asksClients && _options.ClientCertificates != ClientCertificates.None)
        {
            var authorities = _clients!.Current;
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = AuthorityFile.Policy(authorities, AuthorityFile.ClientUse);
            options.RemoteCertificateValidationCallback = (_, shown, chain, problems) =>
            {
                if (shown is X509Certificate2 certificate)
                    connection.Set(new CallerCertificate(certificate, chain, authorities));
                return IsLetIn(shown as X509Certificate2, problems);
            };
        }

        return options;
    }

    /// <summary>Whether a certificate that was good at the handshake still is.</summary>
    public bool IsGood(CallerCertificate caller) => caller.IsGood(_time.GetUtcNow(), _clients!.Current);

    private bool IsLetIn(X509Certificate2? shown, SslPolicyErrors problems) => shown is null
        ? _options.ClientCertificates == ClientCertificates.Allowed
        : problems == SslPolicyErrors.None && (_options.ClientNames?.Any(name => HasName(shown, name)) ?? true);

    private static bool HasName(X509Certificate2 certificate, string name) =>
        name.Equals(certificate.Subject, StringComparison.OrdinalIgnoreCase)
        || name.Equals(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), StringComparison.OrdinalIgnoreCase)
        || certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .Any(names => names.EnumerateDnsNames().Contains(name, StringComparer.OrdinalIgnoreCase));
}
