using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>Cooks and senders of orders who work at several replicas at once, in no order that anybody could foresee.</summary>
internal sealed class BusyCooks(IReadOnlyList<KitchenReplica> replicas)
{
    private static readonly string[] Stations = ["Grill", "Fryer"];
    private static readonly string[] Items = ["Burger", "Fries"];

    private readonly ConcurrentQueue<string> _accepted = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private int _commands;
    private int _orders;

    /// <summary>Orders whose acceptance was acknowledged.</summary>
    public IReadOnlyCollection<string> Accepted => _accepted;

    /// <summary>Commands of cooks that were answered.</summary>
    public int Commands => _commands;

    /// <summary>Answers that no cook should ever get.</summary>
    public IReadOnlyCollection<string> Unexpected => _unexpected;

    /// <summary>Connections may break and replicas may be unavailable: somebody kills them.</summary>
    public bool FaultsAreFine { get; init; }

    /// <summary>Sends orders, each under an id of its own, at one replica after the other.</summary>
    public async Task SendOrdersAsync(int sender, int count)
    {
        var random = new Random(sender);
        for (var i = 0; i < count; i++)
        {
            var id = $"order-{Interlocked.Increment(ref _orders)}";
            var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Pick(random, Items), Pick(random, Stations), random.Next(1, 6)));
            await TryAsync(async () =>
            {
                await Pick(random, replicas).Orders.SendOrder(SampleOrders.Of(id, [.. lines]));
                _accepted.Enqueue(id);
            });
        }
    }

    /// <summary>Looks at what is open and gives a few commands, so that some are about what has changed by then, and looks again.</summary>
    public async Task CookAsync(int cook, int commands)
    {
        var random = new Random(1_000 + cook);
        JsonElement[] seen = [];
        for (var i = 0; i < commands; i++)
        {
            await TryAsync(async () =>
            {
                if (i % 4 == 0)
                    seen = await OpenItemsAsync(random);
                using var request = seen.Length == 0 ? Prepare(random) : Command(random, Pick(random, seen));
                await SendAsync(request, Pick(random, replicas));
            });
        }
    }

    private async Task<JsonElement[]> OpenItemsAsync(Random random)
    {
        var page = await Pick(random, replicas).GetAsync("/api/v1/batch-items?limit=500&status=pending&status=in_progress");
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    private static HttpRequestMessage Command(Random random, JsonElement item)
    {
        var path = $"/api/v1/batch-items/{item.Text("id")}";
        var order = item.Orders() is { Length: > 0 } orders ? $"/api/v1/orders/{Pick(random, orders).OrderId}" : null;
        var request = random.Next(15) switch
        {
            < 3 => Post($"{path}/start"),
            3 or 4 => Post($"{path}/complete"),
            5 or 6 => Post($"{path}/complete", new { quantity = random.Next(1, 4) }),
            7 => Post($"{path}/recall"),
            8 => Post($"{path}/acknowledge-cancellation"),
            9 when order is not null => Post($"{order}/cancel"),
            10 when order is not null => Post($"{order}/rush"),
            11 when order is not null => Post($"{order}/hand-off"),
            12 => Patch(path, new { note = $"note {random.Next(100)}", priority = random.Next(2) == 0 ? "rush" : "normal" }),
            13 when order is null => new HttpRequestMessage(HttpMethod.Delete, path),
            _ => Prepare(random),
        };
        if (random.Next(3) == 0)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{item.Number("version")}\"");
        return request;
    }

    private static HttpRequestMessage Prepare(Random random) =>
        Post("/api/v1/batch-items", new { stationName = Pick(random, Stations), itemName = Pick(random, Items), quantity = random.Next(1, 5) });

    private async Task SendAsync(HttpRequestMessage request, KitchenReplica replica)
    {
        using var response = await replica.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Interlocked.Increment(ref _commands);
        if (IsFine(response.StatusCode))
            return;
        _unexpected.Enqueue($"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    // Another cook was faster: that is what conflicts and stale versions say.
    private bool IsFine(HttpStatusCode status) =>
        status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed
        || (FaultsAreFine && status == HttpStatusCode.ServiceUnavailable);

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (FaultsAreFine && e is HttpRequestException or RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Internal })
        {
            // The replica is gone; the next attempt may find another one.
        }
        catch (Exception e)
        {
            _unexpected.Enqueue(e.ToString());
        }
    }

    private static HttpRequestMessage Post(string path, object? body = null) =>
        new(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };

    private static HttpRequestMessage Patch(string path, object body) => new(HttpMethod.Patch, path) { Content = JsonContent.Create(body) };

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
