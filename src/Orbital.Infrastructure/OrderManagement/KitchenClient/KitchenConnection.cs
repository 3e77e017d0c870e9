using System.Net;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Hosting.Security;
using ProtoBuf.Grpc.Client;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>The channel to one kitchen. It connects when first used, so the service starts while the kitchen is away.</summary>
/// <remarks>Changed certificates get a new channel: the connections of the old one would go on with what the kitchen may have refused.</remarks>
internal sealed partial class KitchenConnection : IDisposable
{
    private readonly Lock _renewing = new();
    private readonly KitchenOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<KitchenConnection> _logger;
    private readonly FollowedFiles<KitchenCredentials>? _credentials;
    private readonly FollowedFiles<string>? _token;
    private volatile OpenChannel _open;
    private bool _closed;
    private volatile bool _wasAskedForCertificate;
    private volatile IOException? _prefaceProblem;

    public KitchenConnection(KitchenOptions options, TimeProvider time, ILogger<KitchenConnection> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        if (KitchenCredentials.PathsOf(options) is { Count: > 0 } paths)
        {
            _credentials = new(
                $"Kitchens:{options.Name}", paths, contents => KitchenCredentials.Read(options, contents), time, logger,
                next => next.Own?.DateProblem(time.GetUtcNow()));
        }

        if (options.TokenFile is { } token)
            _token = new($"Kitchens:{options.Name}:TokenFile", [token], KitchenCredentials.ReadToken, time, logger);
        _open = Open(_credentials?.Current);
    }

    /// <summary>The kitchen's service, over connections with the certificates of now.</summary>
    public IOrderService Orders
    {
        get
        {
            var credentials = _credentials?.Current;
            return ReferenceEquals(credentials, _open.Credentials) ? _open.Orders : Renew(credentials).Orders;
        }
    }

    /// <summary>The token to show with a call; null for none.</summary>
    public string? Token => _token?.Current;

    /// <summary>What is known of the connections to it, whether or not a call's own failure tells.</summary>
    public ConnectionEvidence Evidence => new(
        _options.IsSecure, MayMindCertificate: _open.Credentials?.Own is not null || _wasAskedForCertificate, _prefaceProblem);

    /// <summary>Why what the files of certificates and token hold now is not in force; null when it is.</summary>
    public string? CredentialProblem => _credentials?.Problem ?? _token?.Problem;

    public void Dispose()
    {
        lock (_renewing)
        {
            if (_closed)
                return;
            _closed = true;
            _open.Channel.Dispose();
        }

        LogClosed(_options.Address);
    }

    private OpenChannel Renew(KitchenCredentials? credentials)
    {
        lock (_renewing)
        {
            if (_closed || ReferenceEquals(credentials, _open.Credentials))
                return _open;
            _ = CloseUnusedAsync(_open.Channel);
            return _open = Open(credentials);
        }
    }

    // No call begins on it any more; those that have begun end within their deadline.
    private async Task CloseUnusedAsync(GrpcChannel channel)
    {
        await Task.Delay(_options.SendTimeout, _time);
        channel.Dispose();
    }

    private OpenChannel Open(KitchenCredentials? credentials)
    {
        var handler = new SocketsHttpHandler
        {
            // The gateway says itself which trace goes on.
            ActivityHeadersPropagator = null,
            // Orders go to the kitchen that is named, and to nobody whom something before it names.
            AllowAutoRedirect = false,
            ConnectTimeout = _options.ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
            // A half-open connection would otherwise cost every call its whole deadline.
            KeepAlivePingDelay = _options.PingDelay,
            KeepAlivePingTimeout = _options.PingTimeout,
            PlaintextStreamFilter = (connection, _) => ValueTask.FromResult(
                connection.NegotiatedHttpVersion == HttpVersion.Version20
                    ? new ServerPrefaceStream(connection.PlaintextStream, problem => _prefaceProblem = problem)
                    : connection.PlaintextStream),
        };
        if (credentials is not null)
            handler.SslOptions = credentials.Handshake();
        // With none to show it is called before each handshake, and again in it when the kitchen asks: by then that one's certificate is known.
        if (credentials?.Own is null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, kitchen, _) =>
            {
                _wasAskedForCertificate |= kitchen is not null;
                return null!;
            };
        }

        var channel = GrpcChannel.ForAddress(_options.Address, new GrpcChannelOptions
        {
            HttpHandler = new GrpcAnswersHandler(handler),
            DisposeHttpClient = true,
            // The schedule of retries is ours: the channel's own must not hide a second one behind it.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
            MaxRetryAttempts = 1,
        });
        return new OpenChannel(channel, channel.CreateGrpcService<IOrderService>(), credentials);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the gRPC connections to {Address}")]
    private partial void LogClosed(string address);

    private sealed record OpenChannel(GrpcChannel Channel, IOrderService Orders, KitchenCredentials? Credentials);
}

/// <summary>What is known of the connections to a kitchen.</summary>
/// <param name="IsSecure">Whether they are made over TLS.</param>
/// <param name="MayMindCertificate">Whether the kitchen may mind the certificate that is shown, or that none is.</param>
/// <param name="PrefaceProblem">Why the last one that was opened never spoke HTTP/2; null when it did.</param>
internal sealed record ConnectionEvidence(bool IsSecure, bool MayMindCertificate, IOException? PrefaceProblem);
