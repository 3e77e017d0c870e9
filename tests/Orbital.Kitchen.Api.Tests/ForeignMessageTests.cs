using Grpc.Core;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What a client of another contract, or of none, may send: raw bytes, and what the kitchen makes of them.</summary>
public sealed class ForeignMessageTests(ForeignMessageTests.Kitchen kitchen) : IClassFixture<ForeignMessageTests.Kitchen>
{
    private const string Orders = "orbital.orders.v1.OrderService";
    private const string BatchItems = "orbital.kitchen.v1.BatchItemService";
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "an empty message", Orders, "SendOrder", "" },
        { "the id as a number", Orders, "SendOrder", "0805" },
        { "an item as a number", Orders, "SendOrder", "0A0161" + "2005" },
        { "a quantity as text", Orders, "SendOrder", "0A0161" + "2209" + "0A0142" + "120147" + "1A0132" },
        { "a group that does not end", Orders, "SendOrder", "0B" },
        { "a status that does not exist", BatchItems, "ListBatchItems", "1863" },
        { "a priority that does not exist", BatchItems, "CreateBatchItem", "0A0147" + "120142" + "1801" + "2063" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_meant_is_refused_with_a_clear_status(string what, string service, string method, string message)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(service, method, Convert.FromHexString(message)), what);

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument, $"{what}: {refusal.Status.Detail}");
        refusal.Status.Detail.ShouldNotBeEmpty();
        await StillWorksAsync();
    }

    [Fact]
    public async Task A_message_of_5_MB_is_refused_before_it_is_read()
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(Orders, "SendOrder", new byte[5 * 1024 * 1024]));

        refusal.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        await StillWorksAsync();
    }

    [Fact]
    public async Task Fields_of_a_newer_contract_are_passed_over()
    {
        // Field 99 as text, a number, eight bytes and four bytes, before a cancellation's own field.
        var message = Convert.FromHexString("9A0603616263" + "980607" + "99060102030405060708" + "9D0601020304" + "0A056E65776572");

        (await CallAsync(Orders, "CancelOrder", message)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_method_of_a_newer_contract_is_not_implemented()
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(Orders, "SendOrders", []));

        refusal.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    private async Task<byte[]> CallAsync(string service, string method, byte[] message) => await kitchen.Replica.Channel.CreateCallInvoker()
        .AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, Raw, Raw), null, new CallOptions(cancellationToken: Ct), message);

    private async Task StillWorksAsync()
    {
        var id = $"{Guid.NewGuid()}";
        (await kitchen.Replica.Orders.SendOrder(SampleOrders.Burgers(id))).Message.ShouldBe("accepted");
        (await kitchen.Replica.Orders.CancelOrder(new() { OrderId = id })).Success.ShouldBeTrue();
        (await kitchen.Replica.BatchItemsAsync("status=pending")).ShouldBeEmpty();
    }

    /// <summary>One kitchen takes all of it.</summary>
    public sealed class Kitchen(PostgresServer postgres) : IAsyncLifetime
    {
        internal KitchenReplica Replica { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Replica = await KitchenReplica.StartAsync(await postgres.CreateDatabaseAsync());

        public ValueTask DisposeAsync() => Replica.DisposeAsync();
    }
}
