using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Sse;

[Collection(AloneCollection.Name)]
public sealed class DrainTests(PostgresServer postgres)
{
    private const int Streams = 500;

    [Fact]
    public async Task A_stream_that_is_asked_for_while_the_replica_drains_is_an_answer_that_says_to_come_back()
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        await using var open = await EventReader.OpenAsync(kitchen.Http);

        // Only the signal: the ports stay open, as they do for a moment when a replica stops.
        kitchen.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await open.NextAsync()).ShouldBeNull();
        using var late = await kitchen.Http.GetAsync("/api/v1/events");
        late.StatusCode.ShouldBe(HttpStatusCode.OK);
        late.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await late.Content.ReadAsStringAsync()).ShouldMatch(@"\A(retry: \d+\n\n)+\z");
    }

    [Fact]
    public async Task A_replica_stops_in_time_under_five_hundred_streams_that_all_come_back_at_once()
    {
        await using var kitchen = await KitchenReplica.StartProcessAsync(await postgres.CreateKitchenAsync());
        await kitchen.UntilReadyAsync();
        var clients = Enumerable.Range(0, Streams).Select(_ => new StreamFollower(kitchen.Http)).ToList();
        var storm = clients.Select(client => client.FollowUntilRefusedAsync(TestContext.Current.CancellationToken)).ToList();
        var stalled = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StalledClient.ConnectAsync(kitchen.HttpPort)));
        await BigOrders.SendAsync(kitchen, 60);
        await Eventually.BecomesTrueAsync(() => clients.TrueForAll(client => client.Position == 60 * BigOrders.EventsEach));
        var watch = Stopwatch.StartNew();

        kitchen.Process.Terminate();

        (await kitchen.Process.Exited.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldBe(0);
        TestContext.Current.SendDiagnosticMessage("stopped after {0}, {1} answers", watch.Elapsed, clients.Sum(client => client.Answers));
        await Task.WhenAll(storm).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        clients.ShouldAllBe(client => client.WasToldToComeBack);
        foreach (var client in stalled)
            client.Dispose();
    }
}
