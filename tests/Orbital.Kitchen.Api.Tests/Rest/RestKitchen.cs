using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>
/// Two replicas on one database, shared by all tests of the REST API: each test works at a station of its own, so none sees another's work.
/// </summary>
public sealed class RestKitchen(PostgresServer postgres) : IAsyncLifetime
{
    public const int Capacity = 20;

    private static int s_names;

    internal KitchenReplica Left { get; private set; } = null!;

    internal KitchenReplica Right { get; private set; } = null!;

    internal string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateKitchenAsync();
        Left = await KitchenReplica.StartAsync(ConnectionString);
        Right = await KitchenReplica.StartAsync(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Left.DisposeAsync();
        await Right.DisposeAsync();
    }

    /// <summary>A name that no other test uses.</summary>
    internal static string NewName(string kind = "Station") => $"{kind} {Interlocked.Increment(ref s_names)}";

    /// <summary>Sends an order of one item, and gives its id.</summary>
    internal async Task<string> OrderAsync(string station, int quantity, string item = "Burger", string brand = "Desayuna")
    {
        var id = NewName("order").Replace(' ', '-');
        var order = SampleOrders.Of(id, (item, station, quantity)) with { BrandName = brand };
        (await Left.Orders.SendOrder(order)).Success.ShouldBeTrue();
        return id;
    }

    internal Task<RestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    internal Task<RestAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Sends a request to the API of one of the replicas.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path behind <c>/api/v1/</c>.</param>
    /// <param name="body">JSON as text, or an object to write as JSON; null for no body.</param>
    /// <param name="at">The replica; null for the left one.</param>
    /// <param name="headers">More headers.</param>
    internal async Task<RestAnswer> SendAsync(
        HttpMethod method, string path, object? body = null, KitchenReplica? at = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await (at ?? Left).Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync();
        return new RestAnswer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.Tag,
            response.Headers.Location?.OriginalString,
            text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>All batch items of a station, the oldest first.</summary>
    internal async Task<JsonElement[]> ItemsAsync(string station) =>
        [.. (await GetAsync($"batch-items?limit=500&station={Uri.EscapeDataString(station)}")).Body.GetProperty("items").EnumerateArray()];

    /// <summary>The id of the one batch item of a station.</summary>
    internal async Task<string> OnlyItemAsync(string station) => (await ItemsAsync(station)).ShouldHaveSingleItem().Text("id");

    /// <summary>Does something to a batch item, and gives it as it is then.</summary>
    internal async Task<JsonElement> DoAsync(string batchItem, string action, object? body = null)
    {
        var answer = await PostAsync($"batch-items/{batchItem}/{action}", body);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        return answer.Body;
    }

    internal async Task<JsonElement> OrderAsItIsAsync(string id) => (await GetAsync($"orders/{id}")).Body;

    internal async Task<string> OrderStatusAsync(string id) => (await OrderAsItIsAsync(id)).Text("status");

    /// <summary>Number of the last event.</summary>
    internal async Task<long> SequenceAsync() => (await GetAsync("orders?limit=1")).Body.GetProperty("sequence").GetInt64();

    /// <summary>Does something that must leave no trace.</summary>
    internal async Task NothingIsWrittenAsync(Func<Task> act)
    {
        var before = await SequenceAsync();
        await act();
        (await SequenceAsync()).ShouldBe(before);
    }

    /// <summary>Sets how a station batches; what is not given is as by default.</summary>
    internal async Task SetPolicyAsync(
        string station, int capacity = Capacity, int windowSeconds = 180, string? itemName = null, KitchenReplica? at = null)
    {
        var path = $"stations/{Uri.EscapeDataString(station)}/batching-policy";
        (await SendAsync(HttpMethod.Put, path, new { capacity, windowSeconds, itemName }, at)).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Types of the events after a position, with the id of what they are about.</summary>
    internal async Task<List<string>> EventTypesAsync(long after)
    {
        var count = await SequenceAsync() - after;
        await using var events = await EventReader.OpenAsync(Left.Http, $"/api/v1/events?after={after}");
        return [.. (await events.TakeAsync((int)count)).Select(message => message.Event)];
    }
}

/// <summary>One kitchen for all test classes that name this collection.</summary>
[CollectionDefinition(Name)]
public sealed class RestCollection : ICollectionFixture<RestKitchen>
{
    public const string Name = "REST";
}
