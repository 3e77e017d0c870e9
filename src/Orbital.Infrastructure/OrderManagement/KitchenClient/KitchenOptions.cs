using System.Security.Cryptography;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>One kitchen and how to reach it; section <c>Kitchens:&lt;name&gt;</c>.</summary>
public sealed class KitchenOptions
{
    /// <summary>The kitchen that is there without being named.</summary>
    internal const string DefaultName = "Default";

    private const string Dns = "dns:///";

    /// <summary>What settings and logs call it.</summary>
    public string Name { get; internal set; } = DefaultName;

    /// <summary>
    /// The kitchen's gRPC address; <c>http</c> means HTTP/2 without TLS, and so does <c>dns:///host:port</c>, which asks for
    /// <see cref="KitchenBalancing.RoundRobin"/> besides. Default <c>http://localhost:50051</c>, for the kitchen <c>Default</c> only.
    /// </summary>
    public string Address { get; set; } = "http://localhost:50051";

    /// <summary>How calls are spread over the addresses that DNS has for the name in <see cref="Address"/>. Default <c>None</c>.</summary>
    public KitchenBalancing Balancing { get; set; }

    /// <summary>PEM file with the authorities of the kitchen's certificate. Default none: those that this machine trusts.</summary>
    public string? Authorities { get; set; }

    /// <summary>File with the certificate to show to the kitchen: PEM or PFX. Default none. Read again when it changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with its private key; not needed when the file of the certificate holds it.</summary>
    public string? Key { get; set; }

    /// <summary>File with the password of the key or PFX.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>File with a token to show with each call. Default none. Read again when it changes.</summary>
    public string? TokenFile { get; set; }

    /// <summary>Deadline of one call. Default 10 s, at most 1 minute.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection. Default 2 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection is silent before it is asked whether anybody is there.</summary>
    internal TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it then has to answer.</summary>
    internal TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(2);

    internal bool IsBalanced => Balancing == KitchenBalancing.RoundRobin || IsDns;

    /// <summary>Host and port, whatever the scheme of <see cref="Address"/>; null when it is no address.</summary>
    internal Uri? Endpoint =>
        Uri.TryCreate(IsDns ? $"http://{Address[Dns.Length..]}" : Address, UriKind.Absolute, out var endpoint)
        && endpoint.Scheme is "http" or "https"
            ? endpoint
            : null;

    /// <summary>What the channel is opened to.</summary>
    internal string Target => IsBalanced && Endpoint is { } endpoint ? $"{Dns}{endpoint.Host}:{endpoint.Port}" : Address;

    internal bool IsSecure => Address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    internal CertificateFiles? OwnFiles =>
        Certificate is null ? null : new CertificateFiles($"Kitchens:{Name}", Certificate, Key, PasswordFile: PasswordFile);

    /// <summary>What is wrong with the credentials, each with the name of the setting.</summary>
    internal IEnumerable<string> CredentialProblems()
    {
        if (Endpoint is not { } address)
            yield break;
        if (!IsSecure && (Authorities ?? Certificate) is not null)
            yield return $"Kitchens:{Name}:Address must begin with https:// when certificates are given";
        if (!IsSecure && TokenFile is not null && !address.IsLoopback)
            yield return $"Kitchens:{Name}:Address must begin with https:// when a token is given: it would be sent in the clear";
        if (Certificate is null && (Key ?? PasswordFile) is not null)
            yield return $"Kitchens:{Name}:Certificate must be given with Key and PasswordFile";
        if (Authorities is not null && AuthorityFile.Problem($"Kitchens:{Name}:Authorities", Authorities) is { } authorities)
            yield return authorities;
        foreach (var own in OwnFiles?.Problems() ?? [])
            yield return own;
        if (TokenFile is not null && TokenProblem(TokenFile) is { } token)
            yield return token;
    }

    private bool IsDns => Address.StartsWith(Dns, StringComparison.OrdinalIgnoreCase);

    private string? TokenProblem(string path)
    {
        try
        {
            KitchenCredentials.ReadToken([File.ReadAllBytes(path)]);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"Kitchens:{Name}:TokenFile cannot be used: {exception.Message}";
        }
    }
}

/// <summary>How the replicas of one kitchen are chosen by this service itself.</summary>
public enum KitchenBalancing
{
    /// <summary>Calls go over one connection: a load balancer before the kitchen chooses, or there is one replica.</summary>
    None,

    /// <summary>A connection to each address, and each call to the next of those that are connected.</summary>
    RoundRobin,
}
