using Npgsql;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>A real Prometheus, the rules of the repository, real faults.</summary>
public sealed class AlarmTests(PostgresServer postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Each_fault_raises_its_alarms_and_its_end_ends_them()
    {
        await using var line = await WholeLine.StartAsync(postgres);
        await using var prometheus = await Prometheus.StartAsync(line.OrderManagementPort, line.KitchenPort);
        await ShouldShowAsync(prometheus);

        await line.Orders.InsertOneAsync(SampleDocuments.Order("broken", quantity: 0));
        await ShouldShowAsync(prometheus, "OrbitalDeadLetters");

        await line.KillKitchenAsync();
        await line.Orders.InsertOneAsync(SampleDocuments.Order("waiting", quantity: 1));
        await ShouldShowAsync(prometheus, "OrbitalDeadLetters", "OrbitalKitchenAway", "OrbitalServiceDown");
        line.StartKitchen();
        // The rules of this test do not wait: an order that came before the database was ready may have raised one more.
        await Eventually.BecomesTrueAsync(
            async () => !(await prometheus.AlarmsAsync()).Intersect(["OrbitalKitchenAway", "OrbitalServiceDown"]).Any(), Deadline);

        await SetAccessAsync(line.PostgreSql, allowed: false);
        await line.Orders.InsertOneAsync(SampleDocuments.Order("waiting for the database", quantity: 1));
        await ShouldShowAsync(prometheus, "OrbitalDeadLetters", "OrbitalKitchenAway", "OrbitalKitchenCannotWrite");
        await SetAccessAsync(line.PostgreSql, allowed: true);
        await Eventually.BecomesTrueAsync(async () => !(await prometheus.AlarmsAsync()).Contains("OrbitalKitchenAway"), Deadline);

        await line.OrderManagement!.KillAsync();
        await Eventually.BecomesTrueAsync(
            async () => (await prometheus.AlarmsAsync()).Intersect(["OrbitalNoListener", "OrbitalServiceDown"]).Count() == 2, Deadline);
    }

    private static Task ShouldShowAsync(Prometheus prometheus, params string[] alarms) =>
        Eventually.BecomesTrueAsync(
            async () => (await prometheus.AlarmsAsync()).SequenceEqual(alarms), Deadline, $"exactly these alarms are on: {string.Join(", ", alarms)}");

    // As an administrator who has shut the database: the kitchen is thrown out and not let in again.
    private static async Task SetAccessAsync(string database, bool allowed)
    {
        var named = new NpgsqlConnectionStringBuilder(database);
        var name = named.Database!;
        named.Database = "postgres";
        await using var server = NpgsqlDataSource.Create(named.ConnectionString);
        await using (var access = server.CreateCommand($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {allowed}"))
            await access.ExecuteNonQueryAsync();
        if (allowed)
            return;
        await using var end = server.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1");
        end.Parameters.Add(new NpgsqlParameter { Value = name });
        await end.ExecuteNonQueryAsync();
    }
}
