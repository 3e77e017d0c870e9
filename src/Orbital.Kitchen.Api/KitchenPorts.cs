using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.Hosting;

namespace Orbital.Kitchen.Api;

/// <summary>Where the kitchen listens. Section <c>Kitchen</c>.</summary>
internal sealed class KitchenPortOptions
{
    /// <summary>Port of REST, events and the display, HTTP/1.1. Default 8001; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int HttpPort { get; set; } = 8001;

    /// <summary>Port of gRPC: HTTP/2 without TLS needs one of its own. Default 50051; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int GrpcPort { get; set; } = 50051;

    /// <summary>Where both listen: <c>loopback</c>, <c>any</c>, or one address of this machine. Default <c>loopback</c>: this machine only.</summary>
    public string Listen { get; set; } = OrbitalHosting.LoopbackAddress;
}

internal static class KitchenPorts
{
    private const long MaxUnsentBytes = 64 * 1024;

    public static void AddKitchenPorts(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KitchenPortOptions>().BindConfiguration("Kitchen").ValidateDataAnnotations()
            .Validate(ports => OrbitalHosting.IsListenAddress(ports.Listen), "Kitchen:Listen must be loopback, any or an IP address").ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<KitchenPortOptions>>((kestrel, ports) =>
        {
            kestrel.AddServerHeader = false;
            // What one connection may have unsent in this process: the memory of an event stream is bounded by it.
            kestrel.Limits.MaxResponseBufferSize = MaxUnsentBytes;
            kestrel.ListenOn(ports.Value.Listen, ports.Value.HttpPort, HttpProtocols.Http1);
            kestrel.ListenOn(ports.Value.Listen, ports.Value.GrpcPort, HttpProtocols.Http2, asksClients: true);
        });
    }
}
