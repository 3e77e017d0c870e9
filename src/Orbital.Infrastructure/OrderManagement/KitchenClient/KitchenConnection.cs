using System.Net;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>The channel to one kitchen. It connects when first used, so the service starts while the kitchen is away.</summary>
/// <remarks>
/// Changed certificates get a new channel: the connections of the old one would go on with what the kitchen may have refused. So does a
/// call that found the kitchen unavailable: a load balancer may lead the next connection to another replica.
/// </remarks>
internal sealed partial class KitchenConnection : IDisposable
{
    /// <summary>How soon a replica that DNS has only now is used; one that is gone from it is left when its connection ends.</summary>
    private static readonly TimeSpan NamesInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _renewing = new();
    private readonly KitchenOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<KitchenConnection> _logger;
    private readonly FollowedFiles<KitchenCredentials>? _credentials;
    private readonly FollowedFiles<string>? _token;
    private readonly ResolverFactory _names;
    private volatile KitchenChannel _open;
    private bool _closed;
    private volatile bool _wasAskedForCertificate;
    private volatile IOException? _prefaceProblem;

    /// <param name="options">Where the kitchen is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="names">Tells the addresses behind a name; the system's DNS, asked again every 5 s, when null.</param>
    public KitchenConnection(KitchenOptions options, TimeProvider time, ILogger<KitchenConnection> logger, ResolverFactory? names = null)
    {
        (_options, _time, _logger, _names) = (options, time, logger, names ?? new DnsResolverFactory(NamesInterval));
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

    /// <summary>The way to the kitchen for the next call, over connections with the certificates of now.</summary>
    public KitchenChannel Channel
    {
        get
        {
            var (open, credentials) = (_open, _credentials?.Current);
            return ReferenceEquals(credentials, open.Credentials) ? open : Renew(open, credentials);
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
            _open.Dispose();
        }

        LogClosed(_options.Address);
    }

    /// <summary>The next call gets new connections, unless another one has seen to that already.</summary>
    /// <param name="failed">By which the kitchen was found unavailable.</param>
    public void LetGo(KitchenChannel failed) => Renew(failed, _credentials?.Current);

    /// <summary>Whether the kitchen says, over a connection of its own, that it takes orders.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        using var channel = Open(_credentials?.Current);
        return await channel.IsServingAsync(cancellationToken);
    }

    private KitchenChannel Renew(KitchenChannel old, KitchenCredentials? credentials)
    {
        lock (_renewing)
        {
            if (_closed || !ReferenceEquals(old, _open))
                return _open;
            _ = CloseUnusedAsync(old);
            return _open = Open(credentials);
        }
    }

    // No call begins on it any more; those that have begun end within their deadline.
    private async Task CloseUnusedAsync(KitchenChannel channel)
    {
        await Task.Delay(_options.SendTimeout, _time);
        channel.Dispose();
    }

    private KitchenChannel Open(KitchenCredentials? credentials)
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
            // A kitchen that hangs, or is gone without a word, would otherwise cost every call its whole deadline.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
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

        return KitchenChannel.Open(_options, new GrpcAnswersHandler(handler), _names, credentials);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the gRPC connections to {Address}")]
    private partial void LogClosed(string address);
}

/// <summary>What is known of the connections to a kitchen.</summary>
/// <param name="IsSecure">Whether they are made over TLS.</param>
/// <param name="MayMindCertificate">Whether the kitchen may mind the certificate that is shown, or that none is.</param>
/// <param name="PrefaceProblem">Why the last one that was opened never spoke HTTP/2; null when it did.</param>
internal sealed record ConnectionEvidence(bool IsSecure, bool MayMindCertificate, IOException? PrefaceProblem);
