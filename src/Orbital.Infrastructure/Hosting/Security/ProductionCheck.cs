using Microsoft.Extensions.Configuration;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>One thing without which a service does not start in production.</summary>
/// <param name="Name">By which it can be accepted: <c>Security:Accept:&lt;Name&gt;=true</c>.</param>
/// <param name="Mend">The setting at fault and how to mend it.</param>
/// <param name="Holds">Whether the settings are as they must be.</param>
public sealed record ProductionCheck(string Name, string Mend, Func<IConfiguration, bool> Holds)
{
    /// <summary>TLS on all ports of the service.</summary>
    public static readonly ProductionCheck Tls = new(
        "Tls",
        "Tls:Certificate (and Tls:Key) must name a certificate, and Kestrel:Endpoints must be empty: otherwise a port speaks in the clear",
        settings => IsGiven(settings["Tls:Certificate"]) && !settings.GetSection("Kestrel:Endpoints").GetChildren().Any());

    /// <summary>People and displays sign in.</summary>
    public static readonly ProductionCheck SignIn = new(
        "SignIn",
        "Authentication:Authority, or Authentication:Issuer with Authentication:SigningKeys, must be given: without it everybody may do everything",
        HasSignIn);

    /// <summary>Only the names of this service are answered.</summary>
    public static readonly ProductionCheck AllowedHosts = new(
        "AllowedHosts",
        "AllowedHosts must list the names by which callers reach the service, separated by ';', and not be '*' or another name of everything",
        settings => Split(settings["AllowedHosts"], ';') is { Count: > 0 } hosts && !hosts.Any(IsAnyHost));

    // An environment is often shared by both services: what one of them knows is no mistake for the other.
    internal static readonly IReadOnlyList<string> Names =
    [
        Tls.Name, SignIn.Name, AllowedHosts.Name, "GrpcCallers", "CrossOrigin", "PostgreSqlTls", "PostgreSqlCredentials",
        "MongoTls", "MongoCredentials", "KitchenTls", "KitchenCredentials",
    ];

    /// <summary>Whether tokens are checked at all.</summary>
    public static bool HasSignIn(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return AuthenticationSettings.Of(settings).IsConfigured;
    }

    // The server takes each of these for every name.
    private static bool IsAnyHost(string host) => host is "*" or "0.0.0.0" or "[::]" or "::";

    internal static bool IsGiven(string? value) => !string.IsNullOrWhiteSpace(value);

    internal static IReadOnlyList<string> Split(string? value, char separator) =>
        (value ?? "").Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
