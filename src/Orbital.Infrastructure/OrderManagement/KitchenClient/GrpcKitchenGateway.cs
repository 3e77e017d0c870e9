using System.Diagnostics;
using Grpc.Core;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.OrderManagement;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>Sends and cancels orders by one kitchen's gRPC service.</summary>
internal sealed class GrpcKitchenGateway(KitchenConnection kitchen, KitchenOptions options, TimeProvider time) : IKitchenGateway
{
    private readonly FirstContact _firstContact = new(options.ConnectTimeout, time);

    public string Name => options.Name;

    public Task<SendOutcome> SendAsync(Order order, CancellationToken cancellationToken) => CallAsync(
        "orbital.orders.v1.OrderService/SendOrder",
        async (orders, call) =>
        {
            var response = await orders.SendOrder(OrderMap.ToRequest(order), call);
            return (response.Success, response.Message);
        },
        cancellationToken);

    public Task<SendOutcome> CancelAsync(string orderId, CancellationToken cancellationToken) => CallAsync(
        "orbital.orders.v1.OrderService/CancelOrder",
        async (orders, call) =>
        {
            var response = await orders.CancelOrder(new CancelOrderRequest { OrderId = orderId }, call);
            return (response.Success, response.Message);
        },
        cancellationToken);

    public Task<bool> IsThereAsync(CancellationToken cancellationToken) => kitchen.IsThereAsync(cancellationToken);

    private async Task<SendOutcome> CallAsync(
        string method, Func<IOrderService, CallOptions, Task<(bool Success, string Message)>> send, CancellationToken cancellationToken)
    {
        using var span = OrderManagementActivities.Source.StartActivity(method, ActivityKind.Client);
        span?.SetTag("rpc.system", "grpc").SetTag("orbital.kitchen", Name);
        var outcome = await _firstContact.CallAsync(() => CallAsync(span, send, cancellationToken), cancellationToken);
        if (outcome.Kind != SendOutcomeKind.Delivered)
            span?.SetStatus(ActivityStatusCode.Error, outcome.Detail);
        return outcome;
    }

    private async Task<SendOutcome> CallAsync(
        Activity? span, Func<IOrderService, CallOptions, Task<(bool Success, string Message)>> send, CancellationToken cancellationToken)
    {
        var channel = kitchen.Channel;
        try
        {
            // A moment by the clock by which the library measures it.
            var (success, message) = await send(channel.Orders, new CallOptions(
                HeadersOf(span), TimeProvider.System.GetUtcNow().UtcDateTime + options.SendTimeout, cancellationToken));
            return success
                ? new SendOutcome(SendOutcomeKind.Delivered, message)
                : new SendOutcome(SendOutcomeKind.Faulted, $"answered without success: {message}");
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var outcome = SendOutcomes.From(exception, kitchen.Evidence);
            if (outcome.Kind == SendOutcomeKind.Unavailable)
                kitchen.LetGo(channel);
            return outcome;
        }
        catch (RpcException exception)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // No status at all: an error on our side of the wire, which must cost no more than this order.
            return new SendOutcome(SendOutcomeKind.Faulted, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    // The trace also when the sampler left it out: then the kitchen leaves it out too.
    private Metadata? HeadersOf(Activity? span)
    {
        var headers = kitchen.Token is { } token ? new Metadata { { "authorization", $"Bearer {token}" } } : null;
        if ((span ?? Activity.Current) is not { Id: { } id } activity || !OrderManagementActivities.Source.HasListeners())
            return headers;
        headers ??= [];
        headers.Add("traceparent", id);
        if (activity.TraceStateString is { Length: > 0 } state)
            headers.Add("tracestate", state);
        return headers;
    }
}
