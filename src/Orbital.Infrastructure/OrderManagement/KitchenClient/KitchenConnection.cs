using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>The channel to one kitchen. It connects when first used, so the service starts while the kitchen is away.</summary>
internal sealed partial class KitchenConnection : IDisposable
{
    private readonly ILogger<KitchenConnection> _logger;
    private readonly string _address;
    private bool _closed;

    public KitchenConnection(KitchenOptions options, ILogger<KitchenConnection> logger)
    {
        _logger = logger;
        _address = options.Address;
        Channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                // The gateway says itself which trace goes on.
                ActivityHeadersPropagator = null,
                ConnectTimeout = options.ConnectTimeout,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                EnableMultipleHttp2Connections = true,
                // A half-open connection would otherwise cost every call its whole deadline.
                KeepAlivePingDelay = TimeSpan.FromSeconds(10),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            },
            DisposeHttpClient = true,
            // The schedule of retries is ours: the channel's own must not hide a second one behind it.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
            MaxRetryAttempts = 1,
        });
    }

    public GrpcChannel Channel { get; }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        Channel.Dispose();
        LogClosed(_address);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the gRPC connections to {Address}")]
    private partial void LogClosed(string address);
}
