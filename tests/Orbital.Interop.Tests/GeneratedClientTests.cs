using Grpc.Core;
using Grpc.Net.Client;
using Orbital.Kitchen.V1;
using Orbital.Orders.V1;
using Orbital.Testing;

namespace Orbital.Interop.Tests;

/// <summary>A client whose code was generated from the exported files.</summary>
public sealed class GeneratedClientTests(RunningKitchen kitchen) : IDisposable
{
    private const string Station = "Generated";

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{kitchen.GrpcPort}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sends_cancels_cooks_and_follows()
    {
        var orders = new OrderService.OrderServiceClient(_channel);
        var items = new BatchItemService.BatchItemServiceClient(_channel);
        var events = new EventService.EventServiceClient(_channel);

        (await orders.SendOrderAsync(Burgers("generated-1", 2), cancellationToken: Ct)).Success.ShouldBeTrue();
        (await orders.SendOrderAsync(Burgers("generated-2", 3), cancellationToken: Ct)).Success.ShouldBeTrue();
        (await orders.CancelOrderAsync(new CancelOrderRequest { OrderId = "generated-2" }, cancellationToken: Ct)).Success.ShouldBeTrue();

        var page = await items.ListBatchItemsAsync(new ListBatchItemsRequest { Station = Station }, cancellationToken: Ct);
        var item = page.Items.ShouldHaveSingleItem();
        (item.Quantity, item.Status, item.Orders.Single().OrderId).ShouldBe((2, BatchItemStatus.Pending, "generated-1"));
        item = await items.StartBatchItemAsync(new StartBatchItemRequest { Id = item.Id, ExpectedVersion = item.Version }, cancellationToken: Ct);
        item.Status.ShouldBe(BatchItemStatus.InProgress);
        item = await items.CompleteBatchItemAsync(new CompleteBatchItemRequest { Id = item.Id, Quantity = 1 }, cancellationToken: Ct);
        (item.CompletedQuantity, item.Status).ShouldBe((1, BatchItemStatus.InProgress));
        (await items.CompleteBatchItemAsync(new CompleteBatchItemRequest { Id = item.Id }, cancellationToken: Ct)).Status.ShouldBe(BatchItemStatus.Completed);

        var types = await TypesUntilReadyAsync(events);
        types[..2].ShouldBe([EventType.OrderReceived, EventType.BatchItemCreated]);
        types.ShouldContain(EventType.OrderCancelled);
        types.ShouldContain(EventType.BatchItemCompleted);
    }

    [Fact]
    public async Task It_gets_errors_as_statuses()
    {
        var items = new BatchItemService.BatchItemServiceClient(_channel);

        var refusal = await Should.ThrowAsync<RpcException>(
            async () => await items.StartBatchItemAsync(new StartBatchItemRequest { Id = $"{Guid.NewGuid()}" }, cancellationToken: Ct));

        refusal.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    public void Dispose() => _channel.Dispose();

    private static async Task<List<EventType>> TypesUntilReadyAsync(EventService.EventServiceClient events)
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1);
        using var call = events.Subscribe(new SubscribeRequest { AfterSequence = 0, Station = Station }, deadline: deadline, cancellationToken: Ct);
        List<EventType> types = [];
        var last = 0L;
        await foreach (var message in call.ResponseStream.ReadAllAsync(Ct))
        {
            if (message.Event is not { } happened)
                continue;
            happened.Sequence.ShouldBeGreaterThan(last);
            last = happened.Sequence;
            types.Add(happened.Type);
            if (happened.Type == EventType.OrderReady)
                return types;
        }

        throw new EndOfStreamException("the events ended before the order was ready");
    }

    private static OrderRequest Burgers(string id, int quantity) => new()
    {
        OrderId = id,
        BrandName = "Desayuna",
        OrderItems = { new OrderItem { ItemName = "Burger", StationName = Station, Quantity = quantity } },
    };
}
