namespace Orbital.Testing;

/// <summary>
/// Production without what makes it safe, each part accepted by its name: services log and run as in production, and need no certificates.
/// For tests and measurements on this machine.
/// </summary>
public static class OpenProduction
{
    private static readonly string[] Checks =
    [
        "Tls", "SignIn", "GrpcCallers", "CrossOrigin", "AllowedHosts", "PostgreSqlTls", "PostgreSqlCredentials",
        "MongoTls", "MongoCredentials", "KitchenTls", "KitchenCredentials",
    ];

    /// <summary>The settings that make it so.</summary>
    public static Dictionary<string, string> Settings() =>
        new(Checks.Select(check => KeyValuePair.Create($"Security:Accept:{check}", "true"))) { ["DOTNET_ENVIRONMENT"] = "Production" };
}
