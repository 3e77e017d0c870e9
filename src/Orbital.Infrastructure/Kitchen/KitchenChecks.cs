using Microsoft.Extensions.Configuration;
using Npgsql;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Kitchen;

/// <summary>What the kitchen requires before it starts in production.</summary>
public static class KitchenChecks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProductionCheck> All { get; } =
    [
        ProductionCheck.Tls,
        ProductionCheck.SignIn,
        new(
            "GrpcCallers",
            "Tls:ClientCertificates must be Required, or section Authentication be given: otherwise everybody may send orders",
            settings => "Required".Equals(settings["Tls:ClientCertificates"], StringComparison.OrdinalIgnoreCase) || ProductionCheck.HasSignIn(settings)),
        new(
            "CrossOrigin",
            "Cors:Origins must list the origins of other pages that may call this one, as https://host[:port], or be 'none'",
            HasOrigins),
        ProductionCheck.AllowedHosts,
        new(
            "PostgreSqlTls",
            "ConnectionStrings:PostgreSQL must have SSL Mode=VerifyFull (or VerifyCA), with Root Certificate for an authority of your own",
            settings => PostgreSql(settings)?.SslMode is SslMode.VerifyCA or SslMode.VerifyFull),
        new(
            "PostgreSqlCredentials",
            "ConnectionStrings:PostgreSQL must have Username with Password, Passfile or SSL Certificate",
            settings => PostgreSql(settings) is { Username.Length: > 0 } database
                && (ProductionCheck.IsGiven(database.Password) || ProductionCheck.IsGiven(database.Passfile) || ProductionCheck.IsGiven(database.SslCertificate))),
    ];

    private static bool HasOrigins(IConfiguration settings)
    {
        var section = settings.GetSection("Cors:Origins");
        var origins = ProductionCheck.Split(section.Value, ',').Concat(section.GetChildren().Select(origin => origin.Value ?? "")).ToList();
        return origins is ["none"] || (origins.Count > 0 && origins.TrueForAll(IsSafeOrigin));
    }

    private static bool IsSafeOrigin(string text) =>
        CorsSettings.IsOrigin(text) && text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && !text.Contains('*', StringComparison.Ordinal);

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
