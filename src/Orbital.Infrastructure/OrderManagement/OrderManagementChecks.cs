using Microsoft.Extensions.Configuration;
using MongoDB.Driver;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.OrderManagement.KitchenClient;

namespace Orbital.Infrastructure.OrderManagement;

/// <summary>What Order Management requires before it starts in production.</summary>
public static class OrderManagementChecks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<StartCheck> All { get; } =
    [
        StartCheck.Tls,
        StartCheck.CertificateDates(settings => StartCheck.OwnCertificate(settings).Concat(Kitchens(settings).SelectMany(ShownTo))),
        StartCheck.SignIn,
        StartCheck.SigningKeys,
        StartCheck.CrossOrigin(mustBeSaid: false),
        StartCheck.AllowedHosts,
        StartCheck.Placeholders,
        StartCheck.Loopback("OrderManagement:Listen"),
        new(
            "MongoTls",
            "ConnectionStrings:MongoDB must have tls=true (or begin with mongodb+srv), and not take any certificate",
            settings => MongoDb(settings) is null or { UseTls: true, AllowInsecureTls: false }),
        new(
            "MongoCredentials",
            "ConnectionStrings:MongoDB must have a user and password, or an authMechanism that needs none",
            settings => MongoDb(settings) is not { } source || StartCheck.IsGiven(source.Password) || StartCheck.IsGiven(source.AuthenticationMechanism)),
        new(
            "KitchenTls",
            "Kitchens:<name>:Address must begin with https:// for every kitchen",
            settings => Kitchens(settings).All(kitchen => kitchen["Address"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true)),
        new(
            "KitchenCredentials",
            "Kitchens:<name>:Certificate (with Key) or Kitchens:<name>:TokenFile must be given for every kitchen: it lets nobody else send orders",
            settings => Kitchens(settings).All(kitchen => StartCheck.IsGiven(kitchen["Certificate"]) || StartCheck.IsGiven(kitchen["TokenFile"]))),
    ];

    private static IEnumerable<IConfigurationSection> Kitchens(IConfiguration settings) =>
        KitchenClients.NamesOf(settings).Select(name => settings.GetSection($"Kitchens:{name}"));

    private static IEnumerable<CertificateFiles> ShownTo(IConfigurationSection kitchen) => StartCheck.IsGiven(kitchen["Certificate"])
        ? [new CertificateFiles(kitchen.Path, kitchen["Certificate"]!, kitchen["Key"], PasswordFile: kitchen["PasswordFile"])]
        : [];

    // Null for what cannot be read: that is told with the other wrong settings.
    private static MongoUrl? MongoDb(IConfiguration settings)
    {
        try
        {
            return MongoUrl.Create(settings.GetConnectionString("MongoDB") ?? new MongoDb.OrderFeedOptions().ConnectionString);
        }
        catch (MongoConfigurationException)
        {
            return null;
        }
    }
}
