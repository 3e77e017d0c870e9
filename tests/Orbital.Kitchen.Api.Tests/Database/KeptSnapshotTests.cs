using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Database;

/// <summary>A transaction that somebody keeps open makes each order dearer: its age is measured, for an alarm.</summary>
public sealed class KeptSnapshotTests(PostgresServer postgres)
{
    [Fact]
    public async Task Its_age_is_shown_until_it_ends()
    {
        var database = await postgres.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync(database);
        (await AgeAsync(kitchen)).ShouldBeLessThan(2);

        await using (var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString))
        await using (var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var keep = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM event_counter", connection);
            await keep.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await Eventually.BecomesTrueAsync(async () => await AgeAsync(kitchen) > 3, description: "its age is shown");
        }

        await Eventually.BecomesTrueAsync(async () => await AgeAsync(kitchen) < 2, description: "it is gone");
    }

    private static async Task<double> AgeAsync(KitchenReplica kitchen) => (await Scrape.OfAsync(kitchen.HttpPort)).Sum("orbital_database_oldest_snapshot_age_seconds")!.Value;
}
