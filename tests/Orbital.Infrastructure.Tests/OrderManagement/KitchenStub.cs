using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Server;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>A kitchen's gRPC service on a real socket that answers as the test wants.</summary>
internal sealed class KitchenStub : IOrderService, IAsyncDisposable
{
    private WebApplication _host = null!;

    public ConcurrentQueue<OrderRequest> Received { get; } = [];

    public Func<OrderRequest, Task<OrderResponse>> Answer { get; set; } = _ => Task.FromResult(new OrderResponse { Success = true });

    /// <summary>What came in the header <c>authorization</c> with each order.</summary>
    public ConcurrentQueue<string?> Tokens { get; } = [];

    public ConcurrentQueue<string> Cancelled { get; } = [];

    public Func<CancelOrderRequest, Task<CancelOrderResponse>> AnswerCancellation { get; set; } =
        _ => Task.FromResult(new CancelOrderResponse { Success = true });

    /// <summary>What is answered before any service is asked, as by a proxy; null for nothing.</summary>
    public int? HttpStatus { get; set; }

    public string Address { get; private set; } = "";

    public static async Task<KitchenStub> StartAsync(int port = 0)
    {
        var stub = new KitchenStub();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddSingleton<IOrderService>(stub);
        stub._host = builder.Build();
        stub._host.Use((context, next) =>
        {
            context.Response.StatusCode = stub.HttpStatus ?? StatusCodes.Status200OK;
            if (stub.HttpStatus is >= 300 and < 400)
                context.Response.Headers.Location = "/login";
            return stub.HttpStatus is null ? next(context) : context.Response.WriteAsync("<html>no</html>");
        });
        stub._host.MapGrpcService<IOrderService>();
        await stub._host.StartAsync();
        stub.Address = stub._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return stub;
    }

    public void AnswersWith(StatusCode code, string detail) => Answer = _ => throw new RpcException(new Status(code, detail));

    public Task<OrderResponse> SendOrder(OrderRequest request, CallContext context = default)
    {
        Received.Enqueue(request);
        Tokens.Enqueue(context.RequestHeaders?.GetValue("authorization"));
        return Answer(request);
    }

    public Task<CancelOrderResponse> CancelOrder(CancelOrderRequest request, CallContext context = default)
    {
        Cancelled.Enqueue(request.OrderId);
        return AnswerCancellation(request);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();
}
