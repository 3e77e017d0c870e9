using System.Reflection;
using System.Runtime.Versioning;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Client;

namespace Orbital.Interop.Tests;

/// <summary>
/// The contract assembly for .NET Standard over the C core, the transport of protobuf-net.Grpc.Native: what programs on .NET Framework have,
/// which cannot use <c>Grpc.Net.Client</c> without TLS.
/// </summary>
public sealed class CoreClientTests(RunningKitchen kitchen) : IAsyncLifetime
{
    private const string Station = "Core";

    private readonly Channel _channel = new(
        "127.0.0.1", kitchen.GrpcPort, ChannelCredentials.Insecure, [new ChannelOption(ChannelOptions.MaxReceiveMessageLength, Board.MaxBytes)]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static CallContext WithinAMinute =>
        new(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: Ct));

    [Fact]
    public void The_contract_assembly_is_that_for_dotnet_standard() => typeof(IOrderService).Assembly
        .GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.ShouldBe(".NETStandard,Version=v2.0");

    [Fact]
    public async Task It_sends_cancels_cooks_and_follows()
    {
        var orders = _channel.CreateGrpcService<IOrderService>();
        var items = _channel.CreateGrpcService<IBatchItemService>();

        (await orders.SendOrder(Burgers("core-1", 2), WithinAMinute)).Success.ShouldBeTrue();
        (await orders.SendOrder(Burgers("core-2", 3), WithinAMinute)).Success.ShouldBeTrue();
        (await orders.CancelOrder(new CancelOrderRequest { OrderId = "core-2" }, WithinAMinute)).Success.ShouldBeTrue();
        var item = (await items.ListBatchItems(new ListBatchItemsRequest { Station = Station }, WithinAMinute)).Items.ShouldHaveSingleItem();
        (item.Quantity, item.Status).ShouldBe((2, BatchItemStatus.Pending));
        await items.StartBatchItem(new StartBatchItemRequest { Id = item.Id, ExpectedVersion = item.Version }, WithinAMinute);
        (await items.CompleteBatchItem(new CompleteBatchItemRequest { Id = item.Id }, WithinAMinute)).Status.ShouldBe(BatchItemStatus.Completed);

        (await TypesUntilReadyAsync(_channel.CreateGrpcService<IEventService>())).ShouldContain(EventType.OrderCancelled);
        var refusal = await Should.ThrowAsync<RpcException>(() => items.StartBatchItem(new StartBatchItemRequest { Id = $"{Guid.NewGuid()}" }, WithinAMinute));
        refusal.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task It_keeps_a_board_true()
    {
        const string Bar = "Core bar";
        var orders = _channel.CreateGrpcService<IOrderService>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));

        await using var boards = KitchenBoard.FollowAsync(_channel.CreateGrpcService<IEventService>(), Bar, cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        (await boards.MoveNextAsync()).ShouldBeTrue();
        boards.Current.BatchItems.ShouldBeEmpty();
        await orders.SendOrder(Burgers("core-3", 4, Bar), WithinAMinute);
        do
            (await boards.MoveNextAsync()).ShouldBeTrue();
        while (boards.Current.BatchItems.Values.All(item => item.Quantity != 4));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // The C core keeps threads of its own until then.
    public async ValueTask DisposeAsync() => await _channel.ShutdownAsync();

    private static async Task<List<EventType>> TypesUntilReadyAsync(IEventService events)
    {
        List<EventType> types = [];
        await foreach (var message in events.Subscribe(new SubscribeRequest { AfterSequence = 0, Station = Station }, WithinAMinute))
        {
            if (message.Event is { } happened)
                types.Add(happened.Type);
            if (message.Event?.Type == EventType.OrderReady)
                return types;
        }

        throw new EndOfStreamException("the events ended before the order was ready");
    }

    private static OrderRequest Burgers(string id, int quantity, string station = Station) => new()
    {
        OrderId = id,
        OrderItems = [new OrderItem { ItemName = "Burger", StationName = station, Quantity = quantity }],
    };
}
