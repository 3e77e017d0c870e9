using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Connections.Features;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using RpcStatus = Google.Rpc.Status;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// The one table from exception to gRPC status, for programs with details of what is at fault. What is not in it says nothing about the
/// inside.
/// </summary>
internal sealed partial class ErrorStatus(ILogger<ErrorStatus> logger) : Interceptor
{
    private const string Domain = "orbital.kitchen";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not RpcException)
        {
            var status = StatusOf(e, context.CancellationToken);
            if (status.Code == (int)Code.Internal)
                LogUnexpected(logger, context.Method, e);
            if (status.Code == (int)Code.Unavailable)
                SendElsewhere(context);
            throw status.ToRpcException();
        }
    }

    // GOAWAY: the caller's next connection may lead to a replica that can write. What is open on this one goes on to its end.
    private static void SendElsewhere(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    private static RpcStatus StatusOf(Exception exception, CancellationToken callCancelled) => exception switch
    {
        InvalidFieldException e => InvalidField(WireValues.FieldName(e.Field), e.Problem),
        KeyReusedException => InvalidField("idempotency_key", "was used for another request"),
        OrderConflictException e => Refusal(Code.AlreadyExists, e.Message),
        NotKnownException e => Refusal(Code.NotFound, e.Message),
        ActionRefusedException e => Refusal(
            Code.FailedPrecondition,
            e.Message,
            Info("ACTION_REFUSED", ("currentStatus", e.CurrentStatus), ("allowedActions", string.Join(',', e.AllowedActions)))),
        StaleVersionException e => Refusal(Code.Aborted, e.Message, Info("STALE_VERSION", ("currentVersion", $"{e.Current}"))),
        KitchenUnavailableException e => Refusal(Code.Unavailable, e.Message),
        OperationCanceledException when callCancelled.IsCancellationRequested => Refusal(Code.Cancelled, "the caller gave up"),
        _ => Refusal(Code.Internal, "something went wrong inside the kitchen; its log says what"),
    };

    /// <summary>INVALID_ARGUMENT, with the field at fault for programs.</summary>
    public static RpcStatus InvalidField(string field, string problem) => Refusal(
        Code.InvalidArgument,
        $"{field} {problem}",
        new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = problem } } });

    /// <summary>RESOURCE_EXHAUSTED, with when to come back for programs.</summary>
    public static RpcStatus TooMany(string problem, TimeSpan comeBack) =>
        Refusal(Code.ResourceExhausted, problem, new RetryInfo { RetryDelay = Duration.FromTimeSpan(comeBack) });

    private static ErrorInfo Info(string reason, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var info = new ErrorInfo { Domain = Domain, Reason = reason };
        foreach (var (name, value) in facts)
            info.Metadata[name] = value;
        return info;
    }

    private static RpcStatus Refusal(Code code, string message, IMessage? detail = null)
    {
        var status = new RpcStatus { Code = (int)code, Message = message };
        if (detail is not null)
            status.Details.Add(Any.Pack(detail));
        return status;
    }

    [LoggerMessage(LogLevel.Error, "The call of {Method} failed")]
    private static partial void LogUnexpected(ILogger logger, string method, Exception exception);
}
