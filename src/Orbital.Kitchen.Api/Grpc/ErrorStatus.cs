using Grpc.Core;
using Grpc.Core.Interceptors;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>The one table from exception to gRPC status. What is not in it says nothing about the inside.</summary>
internal sealed partial class ErrorStatus(ILogger<ErrorStatus> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            var status = StatusOf(e, context.CancellationToken);
            if (status.StatusCode == StatusCode.Internal)
                LogUnexpected(logger, context.Method, e);
            throw new RpcException(status);
        }
    }

    private static Status StatusOf(Exception exception, CancellationToken callCancelled) => exception switch
    {
        InvalidFieldException e => new Status(StatusCode.InvalidArgument, e.Message),
        OrderConflictException e => new Status(StatusCode.AlreadyExists, e.Message),
        KitchenUnavailableException e => new Status(StatusCode.Unavailable, e.Message),
        OperationCanceledException when callCancelled.IsCancellationRequested => new Status(StatusCode.Cancelled, "the caller gave up"),
        _ => new Status(StatusCode.Internal, "something went wrong inside the kitchen; its log says what"),
    };

    [LoggerMessage(LogLevel.Error, "The call of {Method} failed")]
    private static partial void LogUnexpected(ILogger logger, string method, Exception exception);
}
