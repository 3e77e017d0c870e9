using Microsoft.Extensions.Configuration;
using MongoDB.Driver;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.OrderManagement.KitchenClient;

namespace Orbital.Infrastructure.OrderManagement;

/// <summary>What Order Management requires before it starts in production.</summary>
public static class OrderManagementChecks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProductionCheck> All { get; } =
    [
        ProductionCheck.Tls,
        ProductionCheck.SignIn,
        ProductionCheck.AllowedHosts,
        new(
            "MongoTls",
            "ConnectionStrings:MongoDB must have tls=true (or begin with mongodb+srv), and not take any certificate",
            settings => MongoDb(settings) is { UseTls: true, AllowInsecureTls: false }),
        new(
            "MongoCredentials",
            "ConnectionStrings:MongoDB must have a user and password, or an authMechanism that needs none",
            settings => MongoDb(settings) is { } source && (ProductionCheck.IsGiven(source.Password) || ProductionCheck.IsGiven(source.AuthenticationMechanism))),
        new(
            "KitchenTls",
            "Kitchens:<name>:Address must begin with https:// for every kitchen",
            settings => Kitchens(settings).All(kitchen => kitchen["Address"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true)),
        new(
            "KitchenCredentials",
            "Kitchens:<name>:Certificate (with Key) or Kitchens:<name>:TokenFile must be given for every kitchen: it lets nobody else send orders",
            settings => Kitchens(settings).All(kitchen => ProductionCheck.IsGiven(kitchen["Certificate"]) || ProductionCheck.IsGiven(kitchen["TokenFile"]))),
    ];

    private static IEnumerable<IConfigurationSection> Kitchens(IConfiguration settings) =>
        KitchenClients.NamesOf(settings).Select(name => settings.GetSection($"Kitchens:{name}"));

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
