using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Orbital.Application.Kitchen;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>Continues the caller's trace through each unary call of the contract.</summary>
internal sealed class CallTracing : Interceptor
{
    private const string OurServices = "/orbital.";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        KitchenActivities.Source.HasListeners() && context.Method.StartsWith(OurServices, StringComparison.Ordinal)
            ? TracedAsync(request, context, continuation)
            : continuation(request, context);

    private static async Task<TResponse> TracedAsync<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        using var span = Begin(context);
        try
        {
            return await continuation(request, context);
        }
        catch (RpcException e)
        {
            span?.SetTag("rpc.grpc.status_code", (int)e.StatusCode).SetStatus(ActivityStatusCode.Error, e.StatusCode.ToString());
            throw;
        }
    }

    private static Activity? Begin(ServerCallContext context)
    {
        var headers = context.RequestHeaders;
        var isTraced = ActivityContext.TryParse(headers.GetValue("traceparent"), headers.GetValue("tracestate"), isRemote: true, out var caller);
        // The web server's own activity is exported by nobody: it can be no parent.
        Activity.Current = null;
        var span = KitchenActivities.Source.StartActivity(context.Method[1..], ActivityKind.Server, isTraced ? caller : default);
        return span?.SetTag("rpc.system", "grpc");
    }
}
