using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using MongoDB.Driver.Core.Servers;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The one client of the source database. It connects when first used, so the service starts while MongoDB is away.</summary>
internal sealed partial class MongoConnection : IDisposable
{
    // The driver's 10 s: a server that turned us away, but whose connections live, would be asked again only after that.
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly MongoClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger<MongoConnection> _logger;
    private bool _closed;

    public MongoConnection(OrderFeedOptions options, TimeProvider time, ILogger<MongoConnection> logger)
    {
        _logger = logger;
        _time = time;
        Clock = new SourceClock(time);
        var settings = MongoClientSettings.FromConnectionString(options.ConnectionString);
        // Short, because the back-off between attempts is ours: the driver's 30 s would hide inside it.
        settings.ServerSelectionTimeout = options.ConnectTimeout;
        settings.ConnectTimeout = options.ConnectTimeout;
        settings.ApplicationName = "orbital-order-management";
        if (settings.HeartbeatInterval == ServerSettings.DefaultHeartbeatInterval)
            settings.HeartbeatInterval = HeartbeatInterval;
        _client = new MongoClient(settings);
        // What this service promises is promised for good: nothing read or written here may be rolled back.
        // From the primary, whatever the connection string prefers: another member may stand still, or know less.
        Database = _client.GetDatabase(options.Database)
            .WithReadConcern(ReadConcern.Majority).WithWriteConcern(WriteConcern.WMajority).WithReadPreference(ReadPreference.Primary);
    }

    public IMongoDatabase Database { get; }

    public SourceClock Clock { get; }

    /// <summary>Names the present primary and its election; null while none is known.</summary>
    public string? Primary => _client.Cluster.Description.Servers
        .Where(server => server.Type == ServerType.ReplicaSetPrimary)
        .Select(server => $"{server.EndPoint}, election {server.ElectionId}")
        .FirstOrDefault();

    /// <summary>
    /// A session whose reads see everything up to a moment: that of its last write, or the given one. Read concern majority alone shows what was
    /// durable a moment ago.
    /// </summary>
    public async Task<IClientSessionHandle> StartSessionAsync(BsonTimestamp? after, CancellationToken cancellationToken)
    {
        var session = await _client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = true }, cancellationToken);
        if (after is not null)
            session.AdvanceOperationTime(after);
        return session;
    }

    /// <summary>Makes a write, and takes note of the source's time when a majority has acknowledged it.</summary>
    public async Task<T> WriteAsync<T>(Func<IClientSessionHandle, Task<T>> write, CancellationToken cancellationToken)
    {
        using var session = await StartSessionAsync(after: null, cancellationToken);
        var result = await write(session);
        if (session.OperationTime is { } at)
            Clock.Acknowledged(at);
        return result;
    }

    /// <summary>The server's own clock, a moment ago.</summary>
    public async Task<DateTime> GetServerTimeAsync(CancellationToken cancellationToken)
    {
        var hello = await _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), null, cancellationToken);
        var now = hello["localTime"].ToUniversalTime();
        CompareClocks(now);
        return now;
    }

    /// <summary>Nothing here goes by this machine's clock, but people read its times, and a kitchen may refuse its tokens.</summary>
    private void CompareClocks(DateTime source)
    {
        var offset = source - _time.GetUtcNow().UtcDateTime;
        var (isWrong, wasWrong) = (offset.Duration() > ClockTolerance, Clock.Offset?.Duration() > ClockTolerance);
        Clock.Compared(offset);
        if (isWrong && !wasWrong)
            LogClocksDiffer(offset);
    }

    public Task<BsonDocument> PingAsync(CancellationToken cancellationToken) =>
        Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), null, cancellationToken);

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _client.Dispose();
        LogClosed();
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "ALARM: MongoDB's clock is {Offset} ahead of this machine's: one of the two is wrong. Orders flow all the same")]
    private partial void LogClocksDiffer(TimeSpan offset);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the connections to MongoDB")]
    private partial void LogClosed();
}
