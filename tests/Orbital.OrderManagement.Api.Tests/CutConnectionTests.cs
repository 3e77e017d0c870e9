using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>MongoDB answers no command but by closing the connection, for half a minute.</summary>
public sealed class CutConnectionTests
{
    [Fact]
    public async Task Connections_that_are_cut_for_half_a_minute_cost_no_order_and_the_waits_are_exact()
    {
        await using var under = await ServiceUnderFault.StartAsync();
        await under.DeliversAsync("before");
        var earlier = WaitsOf(under).Count();
        var cut = Stopwatch.StartNew();
        await under.AdminAsync(
            $"{{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: {{ failAllCommands: true, closeConnection: true, appName: '{ServiceUnderFault.Application}' }} }}");
        var ids = Enumerable.Range(0, 20).Select(n => $"during {n}").ToArray();
        await under.Source.InsertAsync([.. ids.Select(id => SourceOrders.Order(id))]);

        (await under.BecomesAsync("feed", "Degraded")).ShouldContain("Back-off after failure");
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
        WaitsOf(under).Skip(earlier).Take(5).ShouldBe([1, 2, 4, 8, 16]);
        await Eventually.BecomesTrueAsync(async () => (await under.FeedAsync()).GetProperty("lagSeconds").GetDouble() < 5);
    }

    private static IEnumerable<int> WaitsOf(ServiceUnderFault under) => under.LogOf("\"Failures\":")
        .Select(line => JsonElement.Parse(line))
        .Where(line => line.TryGetProperty("Failures", out _) && line.GetRawText().Contains("order feed failed", StringComparison.Ordinal))
        .Select(line => (int)TimeSpan.Parse(line.GetProperty("Delay").GetString()!, CultureInfo.InvariantCulture).TotalSeconds);
}
