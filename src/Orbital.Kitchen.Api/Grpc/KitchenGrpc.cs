using System.IO.Compression;
using ProtoBuf.Grpc.Server;

namespace Orbital.Kitchen.Api.Grpc;

internal static class KitchenGrpc
{
    /// <summary>Largest message taken: an order at every limit is well below it.</summary>
    private const int MaxMessageBytes = 1024 * 1024;

    public static IServiceCollection AddKitchenGrpc(this IServiceCollection services)
    {
        services.AddSingleton(CheckedMessages.Binding);
        services.AddCodeFirstGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.ResponseCompressionLevel = CompressionLevel.Fastest;
            options.Interceptors.Add<ErrorStatus>();
        });
        services.AddSingleton<OrderService>();
        services.AddSingleton<BatchItemService>();
        services.AddSingleton<EventService>();
        return services;
    }

    public static void MapKitchenGrpc(this WebApplication app)
    {
        app.MapGrpcService<OrderService>();
        app.MapGrpcService<BatchItemService>();
        app.MapGrpcService<EventService>();
    }
}
