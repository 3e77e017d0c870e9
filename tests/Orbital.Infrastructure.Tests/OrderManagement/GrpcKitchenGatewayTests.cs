using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using OrderItem = Orbital.Domain.OrderManagement.OrderItem;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class GrpcKitchenGatewayTests : IAsyncLifetime
{
    private static readonly Order Order = new(
        "67adcfdc15da8840bc9673bd", "019c52aa-1232-307c-b56d-1a3af34b458c", "Desayuna", [new OrderItem("Burger", "Burger Plancha Station", 2)]);

    private KitchenStub _kitchen = null!;
    private KitchenConnection _connection = null!;
    private GrpcKitchenGateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _kitchen = await KitchenStub.StartAsync();
        var options = new KitchenOptions { Address = _kitchen.Address, SendTimeout = TimeSpan.FromMinutes(1) };
        _connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance);
        _gateway = new GrpcKitchenGateway(_connection, options, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _kitchen.DisposeAsync();
    }

    [Fact]
    public async Task The_example_arrives_as_exactly_its_message()
    {
        (await _gateway.SendAsync(Order, Token)).Kind.ShouldBe(SendOutcomeKind.Delivered);

        var request = _kitchen.Received.ShouldHaveSingleItem();
        request.OrderId.ShouldBe("67adcfdc15da8840bc9673bd");
        request.OtterOrderId.ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        request.BrandName.ShouldBe("Desayuna");
        var item = request.OrderItems.ShouldHaveSingleItem();
        item.ItemName.ShouldBe("Burger");
        item.StationName.ShouldBe("Burger Plancha Station");
        item.Quantity.ShouldBe(2);
    }

    [Fact]
    public void The_map_keeps_every_field_and_the_sequence_of_the_items()
    {
        var request = OrderMap.ToRequest(new Order("id", "otter", "brand", [new("a", "s1", 1), new("b", "s2", int.MaxValue)]));

        (request.OrderId, request.OtterOrderId, request.BrandName).ShouldBe(("id", "otter", "brand"));
        request.OrderItems.Select(item => (item.ItemName, item.StationName, item.Quantity))
            .ShouldBe([("a", "s1", 1), ("b", "s2", int.MaxValue)]);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.Aborted, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.Cancelled, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.Unauthenticated, SendOutcomeKind.NotAllowed)]
    [InlineData(StatusCode.PermissionDenied, SendOutcomeKind.NotAllowed)]
    [InlineData(StatusCode.Unimplemented, SendOutcomeKind.NotAllowed)]
    [InlineData(StatusCode.InvalidArgument, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.AlreadyExists, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.FailedPrecondition, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.OutOfRange, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.Unknown, SendOutcomeKind.Faulted)]
    [InlineData(StatusCode.Internal, SendOutcomeKind.Faulted)]
    [InlineData(StatusCode.DataLoss, SendOutcomeKind.Faulted)]
    [InlineData(StatusCode.NotFound, SendOutcomeKind.Faulted)]
    public async Task Each_status_has_its_outcome_and_keeps_its_text(StatusCode code, SendOutcomeKind kind)
    {
        _kitchen.AnswersWith(code, "the reason");

        (await _gateway.SendAsync(Order, Token)).ShouldBe(new SendOutcome(kind, $"{code}: the reason"));
        _kitchen.Received.Count.ShouldBe(1, "the channel must not retry by itself");
    }

    [Fact]
    public void No_status_but_OK_is_missing_above()
    {
        var table = typeof(GrpcKitchenGatewayTests).GetMethod(nameof(Each_status_has_its_outcome_and_keeps_its_text))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>();

        table.Select(row => (StatusCode)row.Data[0]!).Append(StatusCode.OK).Order().ShouldBe(Enum.GetValues<StatusCode>().Order());
    }

    [Fact]
    public async Task An_answer_without_success_is_a_fault()
    {
        _kitchen.Answer = _ => Task.FromResult(new OrderResponse { Success = false, Message = "no" });

        (await _gateway.SendAsync(Order, Token)).Kind.ShouldBe(SendOutcomeKind.Faulted);
    }

    [Fact]
    public async Task A_kitchen_that_does_not_answer_costs_one_deadline()
    {
        _kitchen.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
            return new OrderResponse();
        };

        var impatient = new GrpcKitchenGateway(_connection, new KitchenOptions { SendTimeout = TimeSpan.FromSeconds(2) }, TimeProvider.System);

        var outcome = await impatient.SendAsync(Order, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        outcome.Kind.ShouldBe(SendOutcomeKind.Unavailable);
        outcome.Detail.ShouldStartWith("DeadlineExceeded");
    }

    [Fact]
    public async Task A_kitchen_that_is_away_is_unavailable()
    {
        await _kitchen.DisposeAsync();

        (await _gateway.SendAsync(Order, Token)).Kind.ShouldBe(SendOutcomeKind.Unavailable);
    }

    [Fact]
    public async Task Giving_up_is_no_outcome()
    {
        _kitchen.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
            return new OrderResponse();
        };
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(_gateway.SendAsync(Order, giveUp.Token));
    }
}
