using System.Reflection;
using Google.Rpc;
using Grpc.Core;
using Orbital.Contracts.Orders.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What the kitchen makes of messages of another contract, or of none.</summary>
public sealed class ForeignMessageTests(ForeignMessageTests.Kitchen kitchen) : IClassFixture<ForeignMessageTests.Kitchen>
{
    /// <summary>Brand and station of all that others do meanwhile.</summary>
    private const string Served = "Served";

    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ForeignMessages.Undecodable), MemberType = typeof(ForeignMessages))]
    [MemberData(nameof(ForeignMessages.Undefined), MemberType = typeof(ForeignMessages))]
    [MemberData(nameof(ForeignMessages.Missing), MemberType = typeof(ForeignMessages))]
    public async Task It_is_refused_for_what_it_is_writes_nothing_and_holds_up_nobody(string service, string method, string message, string detail)
    {
        List<Task<RpcException>> refusals = [];
        List<Task<OrderResponse>> others = [];
        for (var i = 0; i < 5; i++)
        {
            refusals.Add(Should.ThrowAsync<RpcException>(() => CallAsync(service, method, Convert.FromHexString(message))));
            others.Add(ServeAsync());
        }

        foreach (var refusal in await Task.WhenAll(refusals))
        {
            refusal.Status.Detail.ShouldBe(detail);
            refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
            // Bytes that are no message have no field to name.
            (refusal.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.Single().Field ?? "the").ShouldBe(detail.Split(' ')[0]);
        }

        (await Task.WhenAll(others)).ShouldAllBe(answer => answer.Message == "accepted");
        (await kitchen.WrittenByOthersThanAsync(Served)).ShouldBe("");
    }

    [Fact]
    public void Every_method_is_tried_without_what_it_requires()
    {
        IEnumerable<string> tried = ForeignMessages.Missing.Select(message => $"{message.Data.Item1}.{message.Data.Item2}")
            .Concat(ForeignMessages.WithoutRequiredFields.Select(method => $"{method.Data.Item1}.{method.Data.Item2}"));

        var methods =
            from service in typeof(IOrderService).Assembly.GetExportedTypes()
            let name = service.GetCustomAttribute<ServiceAttribute>()?.Name
            where name is not null
            from method in service.GetMethods()
            select $"{name}.{method.Name}";
        tried.Distinct().ShouldBe(methods, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(ForeignMessages.WithoutRequiredFields), MemberType = typeof(ForeignMessages))]
    public async Task A_message_without_required_fields_may_be_empty(string service, string method) =>
        (await CallAsync(service, method, [])).ShouldNotBeEmpty();

    [Fact]
    public async Task A_message_of_5_MB_is_refused_before_it_is_read()
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(ForeignMessages.Orders, "SendOrder", new byte[5 * 1024 * 1024]));

        (refusal.StatusCode, refusal.Status.Detail).ShouldBe((StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
        (await ServeAsync()).Message.ShouldBe("accepted");
        (await kitchen.WrittenByOthersThanAsync(Served)).ShouldBe("");
    }

    [Fact]
    public async Task Fields_of_a_newer_contract_are_passed_over_and_the_others_are_taken()
    {
        var id = $"{Guid.NewGuid()}";
        // Field 99 as text, a number, eight bytes and four bytes, before the order's own fields, and a number in its line.
        var message = "9A0603616263" + "980607" + "99060102030405060708" + "9D0601020304"
            + ForeignMessages.Text(1, id) + ForeignMessages.Text(3, Served)
            + ForeignMessages.Part(4, "980607" + ForeignMessages.Text(1, "Café") + ForeignMessages.Text(2, Served) + ForeignMessages.Number(3, 7));

        await CallAsync(ForeignMessages.Orders, "SendOrder", Convert.FromHexString(message));

        var order = await kitchen.Replica.GetAsync($"/api/v1/orders/{id}");
        var line = order.GetProperty("orderItems").EnumerateArray().ShouldHaveSingleItem();
        (line.GetProperty("itemName").GetString(), line.GetProperty("quantity").GetInt32()).ShouldBe(("Café", 7));
    }

    [Theory]
    [InlineData(ForeignMessages.Orders, "SendOrders", "Method is unimplemented.")]
    [InlineData("orbital.orders.v2.OrderService", "SendOrder", "Service is unimplemented.")]
    public async Task A_method_of_a_newer_contract_is_not_implemented(string service, string method, string detail)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(service, method, []));

        (refusal.StatusCode, refusal.Status.Detail).ShouldBe((StatusCode.Unimplemented, detail));
    }

    private async Task<byte[]> CallAsync(string service, string method, byte[] message)
    {
        var invoker = kitchen.Replica.Channel.CreateCallInvoker();
        var options = new CallOptions(cancellationToken: Ct);
        if (method != "Subscribe")
            return await invoker.AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, Raw, Raw), null, options, message);
        using var call = invoker.AsyncServerStreamingCall(new Method<byte[], byte[]>(MethodType.ServerStreaming, service, method, Raw, Raw), null, options, message);
        await call.ResponseStream.MoveNext(Ct);
        return call.ResponseStream.Current;
    }

    private async Task<OrderResponse> ServeAsync() =>
        await kitchen.Replica.Orders.SendOrder(SampleOrders.Of($"{Guid.NewGuid()}", ("Burger", Served, 2)) with { BrandName = Served });

    /// <summary>One kitchen takes all of it.</summary>
    public sealed class Kitchen(PostgresServer postgres) : IAsyncLifetime
    {
        private string _database = "";

        internal KitchenReplica Replica { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _database = await postgres.CreateKitchenAsync();
            Replica = await KitchenReplica.StartAsync(_database);
        }

        public ValueTask DisposeAsync() => Replica.DisposeAsync();

        /// <summary>What is stored that does not bear this name; empty when nothing is.</summary>
        internal Task<string> WrittenByOthersThanAsync(string name) => StoredKitchen.ReadAsync<string>(
            _database,
            $"""
            SELECT concat(
                (SELECT string_agg(order_id, ' ') FROM orders WHERE brand_name <> '{name}'),
                (SELECT string_agg(item_name, ' ') FROM batch_items WHERE station_name <> '{name}'),
                (SELECT string_agg(data, ' ') FROM events WHERE data NOT LIKE '%"{name}"%'),
                (SELECT string_agg(key, ' ') FROM remembered_answers))
            """);
    }
}
