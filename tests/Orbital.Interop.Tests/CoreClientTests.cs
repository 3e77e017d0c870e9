using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Client;

namespace Orbital.Interop.Tests;

/// <summary>
/// The contract assembly over the C core, the transport of protobuf-net.Grpc.Native: what programs on .NET Framework have, which cannot use
/// <c>Grpc.Net.Client</c> without TLS.
/// </summary>
public sealed class CoreClientTests(RunningKitchen kitchen)
{
    private const string Station = "Core";

    [Fact]
    public async Task It_sends_cancels_cooks_and_follows()
    {
        var channel = new Channel("127.0.0.1", kitchen.GrpcPort, ChannelCredentials.Insecure);
        var orders = channel.CreateGrpcService<IOrderService>();
        var items = channel.CreateGrpcService<IBatchItemService>();

        (await orders.SendOrder(Burgers("core-1", 2))).Success.ShouldBeTrue();
        (await orders.SendOrder(Burgers("core-2", 3))).Success.ShouldBeTrue();
        (await orders.CancelOrder(new CancelOrderRequest { OrderId = "core-2" })).Success.ShouldBeTrue();
        var item = (await items.ListBatchItems(new ListBatchItemsRequest { Station = Station })).Items.ShouldHaveSingleItem();
        (item.Quantity, item.Status).ShouldBe((2, BatchItemStatus.Pending));
        await items.StartBatchItem(new StartBatchItemRequest { Id = item.Id, ExpectedVersion = item.Version });
        (await items.CompleteBatchItem(new CompleteBatchItemRequest { Id = item.Id })).Status.ShouldBe(BatchItemStatus.Completed);

        (await TypesUntilReadyAsync(channel.CreateGrpcService<IEventService>())).ShouldContain(EventType.OrderCancelled);
        var refusal = await Should.ThrowAsync<RpcException>(() => items.StartBatchItem(new StartBatchItemRequest { Id = $"{Guid.NewGuid()}" }));
        refusal.StatusCode.ShouldBe(StatusCode.NotFound);
        await channel.ShutdownAsync();
    }

    private static async Task<List<EventType>> TypesUntilReadyAsync(IEventService events)
    {
        List<EventType> types = [];
        var limit = new CallContext(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1)));
        await foreach (var message in events.Subscribe(new SubscribeRequest { AfterSequence = 0, Station = Station }, limit))
        {
            if (message.Event is { } happened)
                types.Add(happened.Type);
            if (message.Event?.Type == EventType.OrderReady)
                return types;
        }

        throw new EndOfStreamException("the events ended before the order was ready");
    }

    private static OrderRequest Burgers(string id, int quantity) => new()
    {
        OrderId = id,
        OrderItems = [new OrderItem { ItemName = "Burger", StationName = Station, Quantity = quantity }],
    };
}
