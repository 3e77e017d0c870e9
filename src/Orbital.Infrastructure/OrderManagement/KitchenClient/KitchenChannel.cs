using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc.Client;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>Connections to one kitchen with the same credentials.</summary>
/// <param name="channel">They are made by it.</param>
/// <param name="credentials">What is shown to the kitchen, and by what it is known; null for the system's authorities and nothing.</param>
internal sealed class KitchenChannel(GrpcChannel channel, KitchenCredentials? credentials) : IDisposable
{
    /// <summary>With several replicas: so many are tried before a call fails.</summary>
    private const int ReplicasTried = 3;

    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(2);

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    private static readonly Method<byte[], byte[]> Check = new(MethodType.Unary, "grpc.health.v1.Health", "Check", Bytes, Bytes);

    public IOrderService Orders { get; } = channel.CreateGrpcService<IOrderService>();

    public KitchenCredentials? Credentials => credentials;

    public static KitchenChannel Open(
        KitchenOptions options, HttpMessageHandler handler, ResolverFactory names, KitchenCredentials? credentials)
    {
        var channel = GrpcChannel.ForAddress(options.Target, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            Credentials = options.IsSecure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            // The schedule of retries is ours: the channel's own must not hide a second one behind it.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
            MaxRetryAttempts = options.IsBalanced ? ReplicasTried : 1,
            ServiceConfig = options.IsBalanced ? AcrossReplicas() : null,
            ServiceProvider = options.IsBalanced ? new ServiceCollection().AddSingleton(names).BuildServiceProvider() : null,
        });
        return new KitchenChannel(channel, credentials);
    }

    /// <summary>The standard health service: what answers gRPC and does not know it is taken for a kitchen that serves.</summary>
    public async Task<bool> IsServingAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + HealthPatience;
            using var call = channel.CreateCallInvoker().AsyncUnaryCall(
                Check, host: null, new CallOptions(deadline: deadline, cancellationToken: cancellationToken), []);
            // Field 1, status, is 1, SERVING.
            return await call.ResponseAsync is [0x08, 0x01];
        }
        catch (RpcException exception)
        {
            return exception.StatusCode == StatusCode.Unimplemented;
        }
    }

    public void Dispose() => channel.Dispose();

    // An order that one replica cannot take now goes to the next at once; its id is the key, so that is safe whatever became of it there.
    private static ServiceConfig AcrossReplicas() => new()
    {
        LoadBalancingConfigs = { new RoundRobinConfig() },
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = ReplicasTried,
                    InitialBackoff = TimeSpan.FromMilliseconds(10),
                    MaxBackoff = TimeSpan.FromMilliseconds(100),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };
}
