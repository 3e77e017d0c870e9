using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.Hosting;

namespace Orbital.OrderManagement.Api;

/// <summary>Where Order Management listens. Section <c>OrderManagement</c>.</summary>
internal sealed class OrderManagementPortOptions
{
    /// <summary>Port of HTTP. Default 8000; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int HttpPort { get; set; } = 8000;

    /// <summary>Where it listens: <c>loopback</c>, <c>any</c>, or one address of this machine. Default <c>loopback</c>: this machine only.</summary>
    public string Listen { get; set; } = OrbitalHosting.LoopbackAddress;
}

internal static class OrderManagementPort
{
    public static void AddOrderManagementPort(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OrderManagementPortOptions>().BindConfiguration("OrderManagement").ValidateDataAnnotations()
            .Validate(port => OrbitalHosting.IsListenAddress(port.Listen), "OrderManagement:Listen must be loopback, any or an IP address")
            .ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<OrderManagementPortOptions>>((kestrel, port) =>
            kestrel.ListenOn(port.Value.Listen, port.Value.HttpPort, HttpProtocols.Http1));
    }
}
