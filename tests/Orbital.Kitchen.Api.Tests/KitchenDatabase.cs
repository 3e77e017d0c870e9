using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

internal static class KitchenDatabase
{
    /// <summary>Makes a new database with the kitchen's schema and nothing in it, for tests of all but the migrations.</summary>
    /// <returns>Its connection string.</returns>
    public static Task<string> CreateKitchenAsync(this PostgresServer postgres) => postgres.CreateDatabaseAsync(MigrateAsync);

    private static async Task MigrateAsync(string database)
    {
        await using var kitchen = await KitchenReplica.StartAsync(database);
    }
}
