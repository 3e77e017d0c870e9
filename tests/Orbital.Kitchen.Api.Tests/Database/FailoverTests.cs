using System.Diagnostics;
using Grpc.Core;
using Npgsql;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Database;

/// <summary>A primary with a synchronous standby, both named in the connection string: the primary is killed, the standby promoted.</summary>
public sealed class FailoverTests
{
    private static readonly TimeSpan CostsAtMost = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_costs_less_than_ten_seconds_and_no_order()
    {
        await using var primary = await PostgresServer.StartWithAsync("synchronous_commit=on", "synchronous_standby_names=*");
        await using var standby = await primary.StartStandbyAsync();
        var database = await primary.CreateDatabaseAsync(Ct);
        await using var kitchen = await KitchenReplica.StartAsync(BothOf(database, standby));
        await using var events = await EventReader.OpenAsync(kitchen.Http);
        List<string> accepted = [];
        await SendAsync(kitchen, accepted, until: () => accepted.Count == 200);

        var watch = Stopwatch.StartNew();
        await primary.KillAsync();
        var sending = SendAsync(kitchen, accepted, until: () => accepted.Count == 400);
        await standby.PromoteAsync();
        await Eventually.BecomesTrueAsync(() => accepted.Count > 200, TimeSpan.FromSeconds(60));
        watch.Elapsed.ShouldBeLessThan(CostsAtMost);
        await sending;

        var there = new NpgsqlConnectionStringBuilder(database) { Port = standby.Port }.ConnectionString;
        (await StoredKitchen.ReadAsync<string[]>(there, "SELECT array_agg(order_id) FROM orders")).ShouldBe(accepted, ignoreOrder: true);
        (await StoredKitchen.ViolationsAsync(there)).ShouldBeEmpty();
        // Nothing was lost, so nobody has to read again.
        var heard = await events.TakeAsync(400);
        heard.Select(message => message.Id).ShouldBe(Enumerable.Range(1, 400).Select(id => (long?)id));
        (await StoredKitchen.ReadAsync<long>(there, "SELECT count(*) FROM event_histories")).ShouldBe(2);
    }

    [Fact]
    public async Task Several_hosts_without_a_synchronous_standby_are_a_warning_at_the_start()
    {
        await using var primary = await PostgresServer.StartOwnAsync();
        var database = await primary.CreateDatabaseAsync(Ct);
        await using var standby = await primary.StartStandbyAsync();

        await using var kitchen = await KitchenReplica.StartProcessAsync(BothOf(database, standby), ("Serilog:MinimumLevel:Default", "Information"));
        await kitchen.UntilReadyAsync();

        // The log is written beside the start.
        await Eventually.BecomesTrueAsync(() => Warnings().Length > 0);
        Warnings().ShouldHaveSingleItem();

        string[] Warnings() => [.. kitchen.Process.Output.Where(line => line.Contains("no synchronous standby", StringComparison.Ordinal))];
    }

    private static string BothOf(string database, PostgresServer standby)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        settings.Host = $"127.0.0.1:{settings.Port},127.0.0.1:{standby.Port}";
        return settings.ConnectionString;
    }

    // As Order Management does: each order again until it is taken. Each joins its predecessor's batch item.
    private static async Task SendAsync(KitchenReplica kitchen, List<string> accepted, Func<bool> until)
    {
        while (!until())
        {
            var id = $"o{accepted.Count}";
            await Eventually.BecomesTrueAsync(async () => await kitchen.SendAsync(id) == StatusCode.OK, TimeSpan.FromSeconds(60));
            accepted.Add(id);
        }
    }
}
