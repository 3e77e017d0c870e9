using Microsoft.Extensions.Configuration;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>One thing without which a service does not start, unless somebody has accepted it by name.</summary>
/// <param name="Name">By which it can be accepted: <c>Security:Accept:&lt;Name&gt;=true</c>.</param>
/// <param name="Rule">What must hold.</param>
/// <param name="Faults">What speaks against it: each the setting at fault and how to mend it, and no secret.</param>
public sealed record StartCheck(string Name, string Rule, Func<IConfiguration, IEnumerable<string>> Faults)
{
    /// <summary>TLS on all ports of the service.</summary>
    public static readonly StartCheck Tls = new(
        "Tls",
        "Tls:Certificate (and Tls:Key) must name a certificate, Kestrel:Endpoints must be empty and preferHostingUrls not be true: otherwise a port speaks in the clear",
        settings => IsGiven(settings["Tls:Certificate"]) && !settings.GetSection("Kestrel:Endpoints").GetChildren().Any() && !PrefersUrls(settings));

    /// <summary>People and displays sign in.</summary>
    public static readonly StartCheck SignIn = new(
        "SignIn",
        "Authentication:Authority, or Authentication:Issuer with Authentication:SigningKeys, must be given: without it everybody may do everything",
        HasSignIn);

    /// <summary>Nobody can guess a key.</summary>
    public static readonly StartCheck SigningKeys = new(
        "SigningKeys",
        "Authentication:SigningKeys must be strong keys, and none that stands in a documentation",
        settings => AuthenticationSettings.Of(settings).SigningKeys
            .Select(path => (Path: path, Weakness: SigningKeyFile.WeaknessOf(path))).Where(key => key.Weakness is not null)
            .Select(key => $"Authentication:SigningKeys: the file {key.Path} {key.Weakness}"))
    { In = CheckedIn.All };

    /// <summary>Only the names of this service are answered.</summary>
    public static readonly StartCheck AllowedHosts = new(
        "AllowedHosts",
        "AllowedHosts must list the names by which callers reach the service, separated by ';', and not be '*' or another name of everything",
        settings => SplitHosts(settings["AllowedHosts"]) is { Length: > 0 } hosts && !hosts.Any(IsAnyHost));

    /// <summary>What was copied from the documentation was filled in.</summary>
    public static readonly StartCheck Placeholders = new(
        "Placeholders", "No setting may hold a name or password that stands in a documentation for another", Security.Placeholders.Faults);

    // An environment is often shared by both services: what one of them knows is no mistake for the other.
    internal static readonly IReadOnlyList<string> Names =
    [
        Tls.Name, SignIn.Name, SigningKeys.Name, AllowedHosts.Name, Placeholders.Name, "CertificateDates", "Loopback", "GrpcCallers", "CrossOrigin",
        "PostgreSqlTls", "PostgreSqlCredentials", "MongoTls", "MongoCredentials", "KitchenTls", "KitchenCredentials",
    ];

    /// <summary>One whose fault is always the same.</summary>
    public StartCheck(string name, string rule, Func<IConfiguration, bool> holds)
        : this(name, rule, settings => holds(settings) ? [] : [rule])
    {
    }

    /// <summary>Where it is asked for. Default production.</summary>
    public CheckedIn In { get; init; } = CheckedIn.Production;

    /// <summary>Certificates are within their dates.</summary>
    /// <param name="shown">Those that the service shows.</param>
    internal static StartCheck CertificateDates(Func<IConfiguration, IEnumerable<CertificateFiles>> shown) => new(
        "CertificateDates",
        "Certificates must be within their dates",
        settings => shown(settings).Select(files => files.DateProblem(TimeProvider.System.GetUtcNow())).OfType<string>());

    /// <summary>The certificate of section <c>Tls</c>.</summary>
    internal static IEnumerable<CertificateFiles> OwnCertificate(IConfiguration settings)
    {
        var tls = StrictSection.Read<TlsOptions>(settings, TlsOptions.Section);
        return tls.IsOn ? [tls.Files] : [];
    }

    /// <summary>Other pages that may call come by TLS too. What is no origin at all is told with the other wrong settings.</summary>
    /// <param name="mustBeSaid">Whether it must be said that there are none.</param>
    internal static StartCheck CrossOrigin(bool mustBeSaid) => new(
        "CrossOrigin",
        "Cors:Origins must list the origins of other pages that may call this one, as https://host[:port], or be 'none'",
        settings => ListSetting.Read(settings.GetSection("Cors:Origins"))?.All(origin => !origin.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) ?? !mustBeSaid);

    /// <summary>What is open to everybody is reached from this machine alone.</summary>
    /// <param name="listen">The setting that says where the service listens.</param>
    public static StartCheck Loopback(string listen) => new(
        "Loopback",
        $"{listen} must be loopback, and so must the addresses of Kestrel:Endpoints, and preferHostingUrls not be true: in Development nothing is checked that keeps others out",
        settings => OrbitalHosting.IsLoopback(settings[listen]) && !PrefersUrls(settings)
            && settings.GetSection("Kestrel:Endpoints").GetChildren().All(endpoint => Uri.TryCreate(endpoint["Url"], UriKind.Absolute, out var url) && url.IsLoopback))
    {
        In = CheckedIn.Development,
    };

    /// <summary>Whether tokens are checked at all.</summary>
    public static bool HasSignIn(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return AuthenticationSettings.Of(settings).IsConfigured;
    }

    internal static bool IsGiven(string? value) => !string.IsNullOrWhiteSpace(value);

    // Then the server leaves the ports of the service alone, with their TLS, and opens those of ASPNETCORE_URLS.
    private static bool PrefersUrls(IConfiguration settings) => settings["preferHostingUrls"] is { } value && (value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    // The server takes each of these for every name.
    private static bool IsAnyHost(string host) => host is "*" or "0.0.0.0" or "[::]" or "::";

    private static string[] SplitHosts(string? value) => (value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Where a check is asked for; production is whatever is not development.</summary>
[Flags]
public enum CheckedIn
{
    None = 0,
    Production = 1,
    Development = 2,
    All = Production | Development,
}
