using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The table from what the driver throws to what the ports promise.</summary>
internal static class MongoFailures
{
    // What a server says of a stream that cannot go on from where it is, now or later.
    private const string NonResumable = "NonResumableChangeStreamError";
    private const int MaxTimeMSExpired = 50;
    private const int ExceededTimeLimit = 262;
    private const int InvalidResumeToken = 260;
    private const int ChangeStreamFatalError = 280;
    private const int ChangeStreamHistoryLost = 286;
    private const int BsonObjectTooLarge = 10334;

    /// <summary>
    /// Makes one call to MongoDB. Whatever goes wrong on the way may pass, so it is never an error of this program; a server that
    /// stays silent is given up, for which the driver alone would wait for ever.
    /// </summary>
    public static async Task<T> TranslateAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeSpan replyTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(replyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await call(either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            // The driver wraps a cancelled read now and then; the caller asked for the end and gets it.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (Exception exception) when (silence.IsCancellationRequested)
        {
            throw new FeedUnavailableException($"MongoDB gave no reply for {replyTimeout.TotalSeconds} s", exception);
        }
        catch (Exception exception) when (exception is not (FeedUnavailableException or LeaseLostException))
        {
            throw Translate(exception);
        }
    }

    /// <summary>
    /// Makes one call on a change stream. Some of its failures no waiting mends, because the next change is not to be had from it.
    /// </summary>
    public static async Task<T> TranslateStreamAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeSpan replyTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await TranslateAsync(call, replyTimeout, time, cancellationToken);
        }
        catch (FeedUnavailableException exception) when (exception.InnerException is MongoCommandException command && EndsStream(command))
        {
            throw command.Code == BsonObjectTooLarge ? new EventTooLargeException(exception.Message, command) : new FeedHistoryLostException(exception.Message, command);
        }
    }

    /// <summary>
    /// Whether the server may have refused what a stream was to be opened with, by whatever code: it was there, had time, and let nobody wait
    /// for a primary.
    /// </summary>
    public static bool MayRefuseStart(FeedUnavailableException exception) =>
        exception.InnerException is MongoCommandException { Code: not (MaxTimeMSExpired or ExceededTimeLimit) }
            and not (MongoNotPrimaryException or MongoNodeIsRecoveringException);

    private static bool EndsStream(MongoCommandException command) =>
        command.Code is InvalidResumeToken or ChangeStreamFatalError or ChangeStreamHistoryLost or BsonObjectTooLarge
        || command.HasErrorLabel(NonResumable);

    private static FeedUnavailableException Translate(Exception exception) => exception switch
    {
        MongoCommandException command => new FeedUnavailableException($"MongoDB error {command.Code} {command.CodeName}", exception),
        // Its message lists the whole topology over many lines; the inner exception stays for those who look.
        TimeoutException => new FeedUnavailableException("MongoDB cannot be reached", exception),
        _ => new FeedUnavailableException($"MongoDB failed: {exception.GetType().Name}: {exception.Message}", exception),
    };
}

/// <summary>The next event of a change stream is over the 16 MiB that MongoDB can hand out; its document is not.</summary>
internal sealed class EventTooLargeException(string message, Exception inner) : Exception(message, inner);
