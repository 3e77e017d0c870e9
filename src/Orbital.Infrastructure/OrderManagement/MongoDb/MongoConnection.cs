using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The one client of the source database. It connects when first used, so the service starts while MongoDB is away.</summary>
internal sealed partial class MongoConnection : IDisposable
{
    // The driver's 10 s: a server that turned us away, but whose connections live, would be asked again only after that.
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(1);

    private readonly MongoClient _client;
    private readonly ILogger<MongoConnection> _logger;
    private bool _closed;

    public MongoConnection(OrderFeedOptions options, ILogger<MongoConnection> logger)
    {
        _logger = logger;
        var settings = MongoClientSettings.FromConnectionString(options.ConnectionString);
        // Short, because the back-off between attempts is ours: the driver's 30 s would hide inside it.
        settings.ServerSelectionTimeout = options.ConnectTimeout;
        settings.ConnectTimeout = options.ConnectTimeout;
        settings.ApplicationName = "orbital-order-management";
        if (settings.HeartbeatInterval == ServerSettings.DefaultHeartbeatInterval)
            settings.HeartbeatInterval = HeartbeatInterval;
        _client = new MongoClient(settings);
        // What this service promises is promised for good: nothing read or written here may be rolled back.
        Database = _client.GetDatabase(options.Database).WithReadConcern(ReadConcern.Majority).WithWriteConcern(WriteConcern.WMajority);
    }

    public IMongoDatabase Database { get; }

    /// <summary>The server's own clock, a moment ago.</summary>
    public async Task<DateTime> GetServerTimeAsync(CancellationToken cancellationToken)
    {
        var hello = await _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), null, cancellationToken);
        return hello["localTime"].ToUniversalTime();
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed the connections to MongoDB")]
    private partial void LogClosed();
}
