using System.Diagnostics;
using System.Text.Json;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>MongoDB that cuts, freezes or goes away: the service tells, loses nothing, and needs no hand to recover.</summary>
public sealed class SourceOutageTests
{
    [Fact]
    public async Task Connections_that_are_cut_for_half_a_minute_cost_no_order_and_the_waits_are_exact()
    {
        await using var under = await ServiceUnderFault.StartAsync();
        await under.DeliversAsync("before");
        var cut = Stopwatch.StartNew();
        await under.AdminAsync(
            $"{{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: {{ failAllCommands: true, closeConnection: true, appName: '{ServiceUnderFault.Application}' }} }}");
        var ids = Enumerable.Range(0, 20).Select(n => $"during {n}").ToArray();
        await under.Source.InsertAsync([.. ids.Select(id => SourceOrders.Order(id))]);

        (await under.BecomesAsync("feed", "Unhealthy")).ShouldContain("Back-off after failure");
        await under.BecomesAsync("mongodb", "Unhealthy");
        // The lease cannot be renewed, so this listener may no longer call itself the one that works.
        await Eventually.BecomesTrueAsync(async () => (await under.FeedAsync()).GetProperty("role").GetString() == "starting", TimeSpan.FromSeconds(60));
        var page = await under.BacksOffAsync(failures: 5);
        page.GetProperty("lagSeconds").GetDouble().ShouldBeGreaterThan(10);
        await Eventually.BecomesTrueAsync(() => cut.Elapsed > TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        await under.AdminAsync("{ configureFailPoint: 'failCommand', mode: 'off' }");

        await under.ArriveAsync(ids);
        await under.BecomesAsync("feed", "Healthy");
        under.Kitchen.Received.Select(order => order.OrderId).Distinct().Count().ShouldBe(21);
        WaitsOf(under).Take(5).ShouldBe([1, 2, 4, 8, 16]);
        await Eventually.BecomesTrueAsync(async () => (await under.FeedAsync()).GetProperty("lagSeconds").GetDouble() < 5);
    }

    [Theory]
    [InlineData("{ emulatorFreeze: 1, appName: 'orbital-order-management' }", "{ emulatorThaw: 1 }")]
    [InlineData(
        "{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['getMore'], blockConnection: true, blockTimeMS: 600000, appName: 'orbital-order-management' } }",
        "{ configureFailPoint: 'failCommand', mode: 'off' }")]
    public async Task A_server_that_says_nothing_is_noticed_and_left(string freeze, string thaw)
    {
        await using var under = await ServiceUnderFault.StartAsync(("OrderFeed__ReplyTimeout", "00:00:04"));
        await under.DeliversAsync("before");
        await under.AdminAsync(freeze);
        await under.Source.InsertAsync(SourceOrders.Order("during"));

        (await under.BacksOffAsync(failures: 1)).GetProperty("backOff").GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        await under.BecomesAsync("feed", "Unhealthy");
        await under.AdminAsync(thaw);

        await under.ArriveAsync("during");
        await under.BecomesAsync("feed", "Healthy");
        await under.BecomesAsync("mongodb", "Healthy");
    }

    [Fact]
    public async Task MongoDB_that_was_away_finds_the_service_where_it_left_it()
    {
        var mongo = await MongoEmulatorServer.StartAsync();
        await using var network = TcpProxy.To(mongo.Port);
        await using var under = await ServiceUnderFault.StartAsync(mongo, $"mongodb://127.0.0.1:{network.Port}/?directConnection=true");
        var start = await under.BecomesSavedAsync(after: null);
        await under.DeliversAsync("before");
        await under.BecomesSavedAsync(after: start);

        network.GoAway();
        await under.Source.InsertAsync(SourceOrders.Order("during"));
        await under.BacksOffAsync(failures: 3);
        await under.BecomesAsync("mongodb", "Unhealthy");
        network.ComeBack();

        await under.ArriveAsync("during");
        await under.DeliversAsync("after");
        await under.BecomesAsync("feed", "Healthy");
        under.Kitchen.Received.Select(order => order.OrderId).ShouldBe(["before", "during", "after"]);
    }

    [Fact]
    public async Task MongoDB_that_comes_back_with_nothing_it_knew_delivers_what_it_holds_then()
    {
        var port = FreePort.Next();
        var first = await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { Port = port });
        var connectionString = first.ConnectionString;
        await using var lost = await ServiceUnderFault.StartAsync(first, connectionString);
        await lost.DeliversAsync("before");

        await first.DisposeAsync();
        await lost.BacksOffAsync(failures: 1);
        await using var second = await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { Port = port });

        await lost.DeliversAsync("after");
    }

    private static IEnumerable<int> WaitsOf(ServiceUnderFault under) => under.LogOf("\"Failures\":")
        .Select(line => JsonElement.Parse(line))
        .Where(line => line.TryGetProperty("Failures", out _) && line.GetRawText().Contains("order feed failed", StringComparison.Ordinal))
        .Select(line => (int)TimeSpan.Parse(line.GetProperty("Delay").GetString()!, System.Globalization.CultureInfo.InvariantCulture).TotalSeconds);
}
