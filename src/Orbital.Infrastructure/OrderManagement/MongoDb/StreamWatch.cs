using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// Notices a stream that answers and yet brings nothing: one on a member that was primary once, or that no longer follows the others.
/// </summary>
internal sealed partial class StreamWatch(MongoConnection mongo, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan OfPrimary = TimeSpan.FromSeconds(3);

    // A router tells how far the last of its shards is, and a quiet shard moves on every ten seconds.
    private static readonly TimeSpan OfRouter = TimeSpan.FromSeconds(30);

    private string? _primary = mongo.Primary;
    private BsonDocument? _token;
    private long _since;

    /// <summary>The stream has moved.</summary>
    /// <exception cref="FeedUnavailableException">The primary is another one: the stream must be opened there.</exception>
    public void Answered()
    {
        _token = null;
        CheckPrimary();
    }

    /// <summary>The stream answered, and had nothing new.</summary>
    /// <exception cref="FeedUnavailableException">
    /// The primary is another one; or writes of this service, which the stream must pass, are durable for seconds, and it has not come past them.
    /// </exception>
    public void AnsweredWithNothing(BsonDocument? token)
    {
        CheckPrimary();
        if (_token is null || token != _token)
        {
            (_token, _since) = (token, time.GetTimestamp());
            return;
        }

        var patience = _primary is null ? OfRouter : OfPrimary;
        if (time.GetElapsedTime(_since) < patience || ClusterTimes.OfToken(token) is not { } at || !mongo.Clock.IsPast(at, patience))
            return;
        OrderManagementMeter.StreamsStoodStill.Add(1);
        LogStandsStill(ClusterTimes.ToTime(at));
        throw new FeedUnavailableException($"the change stream stands still at {ClusterTimes.ToTime(at):O}, while writes are acknowledged");
    }

    private void CheckPrimary()
    {
        var now = mongo.Primary;
        _primary ??= now;
        if (now is not null && now != _primary)
            throw new FeedUnavailableException($"the primary has changed to {now}: the stream is opened there");
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "ALARM: the change stream answers and stands still at {Time}, while this service's own writes are acknowledged; it is opened again")]
    private partial void LogStandsStill(DateTimeOffset time);
}
