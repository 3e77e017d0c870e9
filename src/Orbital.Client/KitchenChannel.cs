using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Options;
using Orbital.Contracts.Kitchen.V1;

namespace Orbital.Client;

/// <summary>The connection that all clients of a kitchen share. It connects when it is first used, and again after each loss.</summary>
internal sealed class KitchenChannel : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    private readonly GrpcChannel _channel;

    public KitchenChannel(IOptions<KitchenClientOptions> options)
    {
        var settings = options.Value;
        _channel = GrpcChannel.ForAddress(settings.Address!, new GrpcChannelOptions
        {
            HttpHandler = settings.Token is { } token ? new TokenBearer(token, Handler(settings)) : Handler(settings),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = Board.MaxBytes,
            // While the channel waits with its next connection every attempt fails at once: its own delays must be shorter than those between attempts.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
            // Else 5, whatever the policy says.
            MaxRetryAttempts = settings.Attempts,
            ServiceConfig = settings.Attempts > 1 ? Retries(settings.Attempts) : null,
        });
        CallInvoker = _channel.Intercept(new CallDeadline(settings.Deadline));
    }

    public CallInvoker CallInvoker { get; }

    public void Dispose() => _channel.Dispose();

    private static SocketsHttpHandler Handler(KitchenClientOptions settings)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = settings.ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
            // A connection that is dead and does not know it would otherwise cost every call its deadline.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        };
        if (settings.TrustedAuthority is { } authority)
            handler.SslOptions.CertificateChainPolicy = TrustOnly(authority);
        // Offline: intermediates come from the settings, never from elsewhere.
        if (settings.Certificate is { } own)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(own, settings.CertificateChain, offline: true);
        return handler;
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2 authority) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { authority },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static ServiceConfig Retries(int attempts)
    {
        var policy = new RetryPolicy
        {
            MaxAttempts = attempts,
            InitialBackoff = FirstDelay,
            MaxBackoff = LongestDelay,
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        };
        var config = new ServiceConfig();
        foreach (var name in Repeatable())
            config.MethodConfigs.Add(new MethodConfig { Names = { name }, RetryPolicy = policy });
        return config;
    }

    // What is the same when it happens twice. A cook's command may be half of a batch item each time.
    private static IEnumerable<MethodName> Repeatable() =>
    [
        new() { Service = "orbital.orders.v1.OrderService" },
        new() { Service = "orbital.kitchen.v1.EventService" },
        new() { Service = "orbital.kitchen.v1.BatchItemService", Method = "GetBatchItem" },
        new() { Service = "orbital.kitchen.v1.BatchItemService", Method = "ListBatchItems" },
    ];

    /// <summary>Shows the caller's token with each attempt.</summary>
    private sealed class TokenBearer(Func<CancellationToken, ValueTask<string>> token, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken));
            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Gives each call that has one answer its deadline, unless its caller has.</summary>
    private sealed class CallDeadline(TimeSpan deadline) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            if (context.Options.Deadline is not null)
                return continuation(request, context);
            // gRPC compares it with the system's clock.
            var options = context.Options.WithDeadline(TimeProvider.System.GetUtcNow().UtcDateTime + deadline);
            return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options));
        }
    }
}
