namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The certificate of a service, and which it asks of its callers; section <c>Tls</c>. Without a certificate there is no TLS.</summary>
internal sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>File with the certificate: PEM, the service's own first and its intermediates behind it, or PFX. Read again when it changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the private key; not needed when the file of the certificate holds it.</summary>
    public string? Key { get; set; }

    /// <summary>The password of the PFX or of the key. Better in <see cref="PasswordFile"/>, or in a file of <c>SECRETS_DIR</c>.</summary>
    public string? Password { get; set; }

    /// <summary>File with that password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether callers over gRPC show a certificate. Default <c>None</c>. HTTP never asks for one.</summary>
    public ClientCertificates ClientCertificates { get; set; }

    /// <summary>PEM file with the authorities whose certificates callers may show: no others, also not the system's.</summary>
    public string? ClientAuthorities { get; set; }

    /// <summary>The names, of the subject or alternative ones, of the callers that are let in. Default null: all of the authorities.</summary>
    public IReadOnlyList<string>? ClientNames { get; set; }

    public bool IsOn => !string.IsNullOrEmpty(Certificate);

    public CertificateFiles Files => new(Section, Certificate!, Key, Password, PasswordFile);
}

/// <summary>What is asked of callers over gRPC.</summary>
internal enum ClientCertificates
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who shows a certificate must show a good one.</summary>
    Allowed,

    /// <summary>Nobody is let in without one.</summary>
    Required,
}
