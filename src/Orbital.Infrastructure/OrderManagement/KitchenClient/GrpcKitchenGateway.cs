using Grpc.Core;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.OrderManagement;
using ProtoBuf.Grpc.Client;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>Sends and cancels orders by one kitchen's gRPC service.</summary>
internal sealed class GrpcKitchenGateway(KitchenConnection kitchen, KitchenOptions options, TimeProvider time) : IKitchenGateway
{
    private readonly IOrderService _orders = kitchen.Channel.CreateGrpcService<IOrderService>();

    public string Name => options.Name;

    public Task<SendOutcome> SendAsync(Order order, CancellationToken cancellationToken) => CallAsync(
        async call =>
        {
            var response = await _orders.SendOrder(OrderMap.ToRequest(order), call);
            return (response.Success, response.Message);
        },
        cancellationToken);

    public Task<SendOutcome> CancelAsync(string orderId, CancellationToken cancellationToken) => CallAsync(
        async call =>
        {
            var response = await _orders.CancelOrder(new CancelOrderRequest { OrderId = orderId }, call);
            return (response.Success, response.Message);
        },
        cancellationToken);

    private async Task<SendOutcome> CallAsync(Func<CallOptions, Task<(bool Success, string Message)>> send, CancellationToken cancellationToken)
    {
        try
        {
            var (success, message) = await send(new CallOptions(deadline: time.GetUtcNow().UtcDateTime + options.SendTimeout, cancellationToken: cancellationToken));
            return success
                ? new SendOutcome(SendOutcomeKind.Delivered, message)
                : new SendOutcome(SendOutcomeKind.Faulted, $"answered without success: {message}");
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return SendOutcomes.From(exception);
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
}
