using System.Text.Json;
using MongoDB.Bson;
using Npgsql;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>An order's trace over both services, as a collector sees it.</summary>
public sealed class TraceTests(PostgresServer postgres)
{
    private const string SendOrder = "orbital.orders.v1.OrderService/SendOrder";
    private const string Listener = "orbital-order-management";
    private const string Kitchen = "orbital-kitchen";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task One_order_is_one_trace_from_the_change_in_MongoDB_to_the_display()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var line = await WholeLine.StartAsync(postgres, collector.Settings);
        using var events = new StreamReader(await Http.GetStreamAsync($"http://127.0.0.1:{line.KitchenPort}/api/v1/events"));

        await line.Orders.InsertOneAsync(Order("one"));
        var traceId = await TraceIdOfNextEventAsync(events);
        await Eventually.BecomesTrueAsync(() => collector.Trace(traceId).Count >= 6, Deadline);

        var trace = collector.Trace(traceId);
        trace.Take(6).Select(span => (span.Service, span.Name)).ShouldBe(
        [
            (Listener, "order change"), (Listener, "extract order"), (Listener, SendOrder), (Kitchen, SendOrder), (Kitchen, "commit"), (Kitchen, "deliver events"),
        ]);
        var (change, extract, send, accept, commit, deliver) = (trace[0], trace[1], trace[2], trace[3], trace[4], trace[5]);
        change.ParentId.ShouldBeEmpty();
        extract.ParentId.ShouldBe(change.Id);
        send.ParentId.ShouldBe(change.Id);
        accept.ParentId.ShouldBe(send.Id);
        accept.Links.ShouldBe([commit.Id]);
        commit.ParentId.ShouldBe(accept.Id);
        deliver.ParentId.ShouldBe(accept.Id);
        trace.ShouldAllBe(span => !span.Failed);

        (await StoredTraceAsync(line, "one")).ShouldBe($"00-{traceId}-{accept.Id}-01");
        LinesAbout("one", line.Kitchen!).ShouldAllBe(trace => trace == traceId);
        LinesAbout("one", line.OrderManagement!).ShouldAllBe(trace => trace == traceId);
    }

    [Fact]
    public async Task Orders_that_are_committed_together_are_linked_to_their_commit()
    {
        const int Orders = 60;
        await using var collector = await OtlpReceiver.StartAsync();
        await using var line = await WholeLine.StartAsync(postgres, collector.Settings);

        await line.Orders.InsertManyAsync(Enumerable.Range(0, Orders).Select(number => Order($"order-{number}")));
        await Eventually.BecomesTrueAsync(() => collector.Spans.Count(span => span is { Service: Kitchen, Name: SendOrder }) == Orders, Deadline);
        await Eventually.BecomesTrueAsync(() => Accepted().All(accept => accept.Links.All(link => Commits().ContainsKey(link))), Deadline);

        Accepted().Select(span => span.TraceId).Distinct().Count().ShouldBe(Orders);
        Commits().Count.ShouldBeLessThan(Orders, "some of them shared a transaction");
        foreach (var accept in Accepted())
        {
            var commit = Commits()[accept.Links.ShouldHaveSingleItem()];
            commit.Links.Append(commit.ParentId).ShouldContain(accept.Id);
        }

        IEnumerable<ReceivedSpan> Accepted() => collector.Spans.Where(span => span is { Service: Kitchen, Name: SendOrder });
        Dictionary<string, ReceivedSpan> Commits() => collector.Spans.Where(span => span.Name == "commit").ToDictionary(span => span.Id);
    }

    [Fact]
    public async Task Retries_and_a_listener_that_takes_over_go_on_with_the_trace_of_the_order()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var line = await WholeLine.StartAsync(postgres, collector.Settings);
        await line.KillKitchenAsync();
        await line.Orders.InsertOneAsync(Order("delayed"));
        var failed = await Eventually.BecomesAsync(() => Task.FromResult(collector.Spans.FirstOrDefault(span => span is { Name: SendOrder, Failed: true })), Deadline);

        await line.OrderManagement!.KillAsync();
        line.StartKitchen();
        line.StartOrderManagement();
        await Eventually.BecomesTrueAsync(() => collector.Trace(failed.TraceId).Any(span => span is { Service: Listener, Name: "order change" }), Deadline);
        await Eventually.BecomesTrueAsync(() => collector.Trace(failed.TraceId).Any(span => span.Name == "commit"), Deadline);

        var trace = collector.Trace(failed.TraceId);
        // A kitchen that has only just started may have sent it away before.
        var accept = trace.Single(span => span is { Service: Kitchen, Name: SendOrder, Failed: false });
        var send = trace.Single(span => span.Id == accept.ParentId);
        send.Failed.ShouldBeFalse();
        send.ParentId.ShouldNotBe(failed.ParentId, "another listener delivered it");
        (await StoredTraceAsync(line, "delayed")).ShouldBe($"00-{failed.TraceId}-{accept.Id}-01");
    }

    private static async Task<string> TraceIdOfNextEventAsync(StreamReader events)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (await events.ReadLineAsync(deadline.Token) is { } text)
        {
            if (text.StartsWith("data: ", StringComparison.Ordinal) && JsonElement.Parse(text[6..]).TryGetProperty("traceId", out var traceId))
                return traceId.GetString()!;
        }

        throw new EndOfStreamException("the stream ended before an event with a trace");
    }

    private static async Task<string?> StoredTraceAsync(WholeLine line, string orderId)
    {
        await using var database = NpgsqlDataSource.Create(line.PostgreSql);
        await using var command = database.CreateCommand("SELECT trace_parent FROM orders WHERE order_id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = orderId });
        return await command.ExecuteScalarAsync() as string;
    }

    /// <summary>The traces of the log lines that name the order; at least one.</summary>
    private static List<string?> LinesAbout(string orderId, ServiceProcess service)
    {
        var lines = service.Output.Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line))
            .Where(line => line.TryGetProperty("OrderId", out var id) && id.GetString() == orderId)
            .Select(line => line.TryGetProperty("@tr", out var trace) ? trace.GetString() : null).ToList();
        lines.ShouldNotBeEmpty();
        return lines;
    }

    private static BsonDocument Order(string id) => new()
    {
        ["_id"] = id,
        ["BrandName"] = "Desayuna",
        ["StationOrders"] = new BsonArray
        {
            new BsonDocument
            {
                ["OwnStationName"] = "Burger Plancha Station",
                ["OrderItems"] = new BsonArray { new BsonDocument { ["Name"] = "Burger", ["Quantity"] = 1 } },
            },
        },
    };
}
