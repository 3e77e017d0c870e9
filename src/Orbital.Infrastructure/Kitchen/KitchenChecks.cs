using Microsoft.Extensions.Configuration;
using Npgsql;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Kitchen;

/// <summary>What the kitchen requires before it starts in production.</summary>
public static class KitchenChecks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<StartCheck> All { get; } =
    [
        StartCheck.Tls,
        StartCheck.CertificateDates(StartCheck.OwnCertificate),
        StartCheck.SignIn,
        StartCheck.SigningKeys,
        new(
            "GrpcCallers",
            "Tls:ClientCertificates must be Required, or section Authentication be given: otherwise everybody may send orders",
            settings => "Required".Equals(settings["Tls:ClientCertificates"], StringComparison.OrdinalIgnoreCase) || StartCheck.HasSignIn(settings)),
        StartCheck.CrossOrigin(mustBeSaid: true),
        StartCheck.AllowedHosts,
        StartCheck.Placeholders,
        StartCheck.Loopback("Kitchen:Listen"),
        new(
            "PostgreSqlTls",
            "ConnectionStrings:PostgreSQL must have SSL Mode=VerifyFull (or VerifyCA), with Root Certificate for an authority of your own",
            settings => PostgreSql(settings) is null or { SslMode: SslMode.VerifyCA or SslMode.VerifyFull }),
        new(
            "PostgreSqlCredentials",
            "ConnectionStrings:PostgreSQL must have Username with Password, Passfile or SSL Certificate, or PGUSER, PGPASSWORD, PGPASSFILE or PGSSLCERT be set",
            settings => PostgreSql(settings) is not { } database || HasCredentials(database, Environment.GetEnvironmentVariable)),
    ];

    /// <summary>Whether the database is told who comes, and is shown that it is so: by the connection string, or as Npgsql finds it beside that.</summary>
    /// <param name="database">The connection string.</param>
    /// <param name="environment">Of this process; Npgsql reads no settings.</param>
    internal static bool HasCredentials(NpgsqlConnectionStringBuilder database, Func<string, string?> environment)
    {
        string?[] users = [database.Username, environment("PGUSER")];
        string?[] proofs =
        [
            database.Password, database.Passfile, database.SslCertificate, environment("PGPASSWORD"), environment("PGPASSFILE"), environment("PGSSLCERT"),
            FileOfHome(environment),
        ];
        return users.Any(StartCheck.IsGiven) && proofs.Any(StartCheck.IsGiven);
    }

    private static string? FileOfHome(Func<string, string?> environment)
    {
        var (home, name) = OperatingSystem.IsWindows() ? ("APPDATA", Path.Combine("postgresql", "pgpass.conf")) : ("HOME", ".pgpass");
        return environment(home) is { Length: > 0 } folder && File.Exists(Path.Combine(folder, name)) ? name : null;
    }

    // Null for what cannot be read: that is told with the other wrong settings too.
    private static NpgsqlConnectionStringBuilder? PostgreSql(IConfiguration settings)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(settings.GetConnectionString("PostgreSQL"));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return null;
        }
    }
}
