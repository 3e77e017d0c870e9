using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>By what a kitchen is known, and by what this service is.</summary>
/// <param name="Trusted">The authorities of the kitchen's certificate; null for those of the system.</param>
/// <param name="Own">The certificate to show; null for none.</param>
internal sealed record KitchenCredentials(X509Certificate2Collection? Trusted, UsableCertificate? Own)
{
    /// <summary>The files that hold them, as <see cref="Read"/> takes their contents; none when no setting names any.</summary>
    public static IReadOnlyList<string> PathsOf(KitchenOptions options) =>
        [.. new[] { options.Authorities }.OfType<string>(), .. options.OwnFiles?.Paths ?? []];

    public static KitchenCredentials Read(KitchenOptions options, IReadOnlyList<byte[]> contents)
    {
        var own = options.Authorities is null ? contents : [.. contents.Skip(1)];
        return new KitchenCredentials(options.Authorities is null ? null : AuthorityFile.Read(contents[0]), options.OwnFiles?.Read(own));
    }

    /// <exception cref="CryptographicException">The file holds nothing that could be a token.</exception>
    public static string ReadToken(IReadOnlyList<byte[]> contents)
    {
        var token = Encoding.UTF8.GetString(contents[0]).Trim();
        return token.Length > 0 && token.All(letter => letter is > ' ' and < '\x7f')
            ? token
            : throw new CryptographicException("the file must hold one token and nothing else");
    }

    public SslClientAuthenticationOptions Handshake() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = Trusted is null ? null : AuthorityFile.Policy(Trusted, AuthorityFile.ServerUse),
        ClientCertificateContext = Own?.Context,
    };
}
