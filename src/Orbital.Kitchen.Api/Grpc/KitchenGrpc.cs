using System.IO.Compression;
using Microsoft.Extensions.Options;
using Orbital.Contracts;
using Orbital.Contracts.Kitchen.V1;
using ProtoBuf.Grpc.Server;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>What the gRPC side offers. Section <c>Kitchen:Grpc</c>.</summary>
internal sealed class KitchenGrpcOptions
{
    /// <summary>Whether the services describe themselves to tools such as <c>grpcurl</c>. Default true.</summary>
    public bool Reflection { get; set; } = true;
}

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
            options.MaxSendMessageSize = Board.MaxBytes;
            options.ResponseCompressionLevel = CompressionLevel.Fastest;
            BoundedInflation.Bound(options.CompressionProviders, MaxMessageBytes);
            // The first is the outermost.
            options.Interceptors.Add<CallTracing>();
            options.Interceptors.Add<ErrorStatus>();
        });
        services.AddOptions<KitchenGrpcOptions>().BindConfiguration("Kitchen:Grpc");
        services.AddContractReflection();
        services.AddGrpcHealthChecks(options =>
        {
            // What the periodic run found last, for all who ask alike: one who watches would else begin with an answer of its own, and could miss that
            // this had never been told. It also costs nothing, and everybody may ask.
            options.UseHealthChecksCache = true;
            // The kitchen is ready as a whole; who asks for one of its services is answered all the same.
            foreach (var service in ProtoSchema.Services)
                options.Services.Map(service, _ => true);
        });
        services.AddSingleton<OrderService>();
        services.AddSingleton<BatchItemService>();
        services.AddSingleton<EventService>();
        return services;
    }

    public static void MapKitchenGrpc(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<OrderService>();
        endpoints.MapGrpcService<BatchItemService>();
        endpoints.MapGrpcService<EventService>();
        endpoints.MapGrpcHealthChecksService();
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<KitchenGrpcOptions>>().Value.Reflection)
            endpoints.MapContractReflection();
    }
}
