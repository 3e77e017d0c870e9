using MongoDB.Bson;
using Grpc.Core;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Documents of every bad kind among good ones in one batch: each affects only itself.</summary>
public sealed class PoisonTests
{
    private const int Good = 90;

    [Fact]
    public async Task Each_bad_document_in_a_batch_is_set_aside_alone_counted_and_alarmed()
    {
        await using var under = await ServiceUnderFault.StartAsync();
        under.Kitchen.Answer = order => order.OrderId == "refused"
            ? throw new RpcException(new Status(StatusCode.InvalidArgument, "not cooked here"))
            : Task.FromResult(new OrderResponse { Success = true });
        var bad = Bad();
        var batch = Enumerable.Range(0, Good).Select(n => SourceOrders.Order($"good {n}").ToBson()).ToList();
        foreach (var (n, document) in bad.Values.Index())
            batch.Insert(n * 10, document);

        await under.Source.InsertRawAsync(batch);

        await under.ArriveAsync([.. Enumerable.Range(0, Good).Select(n => $"good {n}")]);
        await Eventually.BecomesTrueAsync(
            async () => (await under.FeedAsync()) is var feed && feed.GetProperty("setAside").GetInt64() == bad.Count
                && feed.GetProperty("delivered").GetInt64() == Good && feed.GetProperty("inFlight").GetInt32() == 0,
            TimeSpan.FromSeconds(60), "all are counted");
        foreach (var reason in bad.Keys)
            (await under.LettersAsync()).Where(letter => letter.Contains(reason, StringComparison.Ordinal)).ShouldHaveSingleItem(reason);
        (await under.LettersAsync()).Count.ShouldBe(bad.Count);
        await Eventually.BecomesTrueAsync(() => under.LogOf("ALARM: set aside").Count == bad.Count, description: "each has its alarm");
        under.Kitchen.Received.Count.ShouldBe(Good + 1, "only what is no order may stay away from the kitchen");
    }

    /// <summary>By what the letter says of each.</summary>
    private static Dictionary<string, byte[]> Bad() => new()
    {
        ["text that is not UTF-8"] = BrokenText.In(SourceOrders.Order("broken")),
        ["must be at least 1, was 0"] = SourceOrders.Order("none", quantity: 0).ToBson(),
        ["BrandName must be text"] = SourceOrders.Order("typed").Set("BrandName", 5).ToBson(),
        ["must hold at least one item"] = new BsonDocument("_id", "empty").ToBson(),
        ["_id must be an ObjectId or text"] = SourceOrders.Order("").Set("_id", 7).ToBson(),
        ["_id must have at most 1000 characters"] = SourceOrders.Order(new string('i', 5_000)).ToBson(),
        ["at most 250000 characters"] = SourceOrders.Order("long").Set("BrandName", new string('x', 3_000_000)).ToBson(),
        ["InvalidArgument: not cooked here"] = SourceOrders.Order("refused").ToBson(),
    };
}
