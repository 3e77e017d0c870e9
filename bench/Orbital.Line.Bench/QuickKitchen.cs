using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Server;

namespace Orbital.Line.Bench;

/// <summary>Takes every order, at once when it is not told to pause: with it Order Management is as fast as it can be.</summary>
internal sealed class QuickKitchen : IOrderService, IAsyncDisposable
{
    private static readonly OrderResponse Taken = new() { Success = true };

    private readonly WebApplication _host;
    private readonly TimeSpan _pause;

    /// <param name="pause">How long it takes for each order.</param>
    public QuickKitchen(TimeSpan pause = default)
    {
        _pause = pause;
        var port = FreePort.Next();
        Address = $"http://127.0.0.1:{port}";
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddSingleton<IOrderService>(this);
        _host = builder.Build();
        _host.MapGrpcService<IOrderService>();
    }

    public string Address { get; }

    /// <summary>Until then nobody answers at its address.</summary>
    public Task StartAsync() => _host.StartAsync();

    public async Task<OrderResponse> SendOrder(OrderRequest request, CallContext context = default)
    {
        if (_pause > TimeSpan.Zero)
            await Task.Delay(_pause, TimeProvider.System);
        return Taken;
    }

    public Task<CancelOrderResponse> CancelOrder(CancelOrderRequest request, CallContext context = default) =>
        Task.FromResult(new CancelOrderResponse { Success = true });

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
