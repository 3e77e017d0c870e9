using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Whatever bytes come as a message: the answer says what is wrong with them, and never that something is wrong with the kitchen.</summary>
[Collection(HostileCollection.Name)]
public sealed class GrpcFuzzTests(HostileKitchen kitchen)
{
    private static readonly StatusCode[] Answers =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.FailedPrecondition, StatusCode.Aborted, StatusCode.ResourceExhausted,
    ];

    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task No_message_is_too_odd() => kitchen.WithstandsAsync(async () =>
    {
        var items = kitchen.Replica.Channel.CreateGrpcService<IBatchItemService>();
        var made = await items.CreateBatchItem(new() { StationName = "Fuzz", ItemName = "Burger", Quantity = 8 });
        var calls = Calls(made.Id);
        var invoker = kitchen.Replica.Channel.CreateCallInvoker();

        var tries = await Fuzz.RunAsync(async random =>
        {
            var (service, method, valid) = calls[random.Next(calls.Length)];
            var message = Fuzz.Mutate(valid, random);
            var answer = await StatusOfAsync(invoker, new Method<byte[], byte[]>(MethodType.Unary, service, method, Raw, Raw), message);
            Answers.ShouldContain(answer, $"{method} {Convert.ToHexString(message)}");
        });

        tries.ShouldBeGreaterThan(10);
    });

    private static (string Service, string Method, byte[] Valid)[] Calls(string id) =>
    [
        (ForeignMessages.Orders, "SendOrder", ProtoBytes.Of(SampleOrders.Of("fuzz", ("Burger", "Fuzz", 2), ("Fries", "Fuzz", 1)))),
        (ForeignMessages.Orders, "SendOrder", ProtoBytes.Of(SampleOrders.Burgers("fuzz-2"))),
        (ForeignMessages.Orders, "CancelOrder", ProtoBytes.Of(new CancelOrderRequest { OrderId = "fuzz" })),
        (ForeignMessages.BatchItems, "ListBatchItems", ProtoBytes.Of(new ListBatchItemsRequest { PageSize = 3, Station = "Fuzz", Statuses = [BatchItemStatus.Pending] })),
        (ForeignMessages.BatchItems, "GetBatchItem", ProtoBytes.Of(new GetBatchItemRequest { Id = id })),
        (ForeignMessages.BatchItems, "CreateBatchItem", ProtoBytes.Of(
            new CreateBatchItemRequest { StationName = "Fuzz", ItemName = "Burger", Quantity = 2, Note = "well done", IdempotencyKey = "key" })),
        (ForeignMessages.BatchItems, "StartBatchItem", ProtoBytes.Of(new StartBatchItemRequest { Id = id, ExpectedVersion = 1, IdempotencyKey = "key" })),
        (ForeignMessages.BatchItems, "CompleteBatchItem", ProtoBytes.Of(new CompleteBatchItemRequest { Id = id, Quantity = 1 })),
        (ForeignMessages.BatchItems, "UpdateBatchItem", ProtoBytes.Of(new UpdateBatchItemRequest { Id = id, Quantity = 5, Note = "rare", Priority = Priority.Rush })),
        (ForeignMessages.BatchItems, "CancelBatchItem", ProtoBytes.Of(new CancelBatchItemRequest { Id = id })),
        (ForeignMessages.Events, "GetBoard", ProtoBytes.Of(new GetBoardRequest { Station = "Fuzz" })),
    ];

    private static async Task<StatusCode> StatusOfAsync(CallInvoker invoker, Method<byte[], byte[]> method, byte[] message)
    {
        try
        {
            await invoker.AsyncUnaryCall(method, null, new CallOptions(cancellationToken: Ct), message);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
