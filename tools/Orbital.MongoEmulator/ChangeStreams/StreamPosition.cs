using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>
/// Where a stream stands: the entry it reads next, and whether the invalidate of the entry before that is still owed.
/// Entries before <see cref="NotBefore"/> are passed over: a stream may be asked to start in the future.
/// </summary>
internal readonly record struct StreamPosition(long Sequence, ClusterTime NotBefore, bool OwesInvalidate = false)
{
    /// <summary>Finds the start, or says why there is none. The store's gate is held.</summary>
    public static (StreamPosition Position, ResumeToken Token) Find(MongoStore store, ChangeStreamScope scope, ChangeStreamOptions options)
    {
        if (options.StartAtOperationTime is { } time)
            return AtTime(store.Oplog, ResumeToken.HighWaterMark(time));
        if (options.ResumeAfter is { Kind: TokenKind.Invalidate })
            throw new CommandException(ErrorCodes.InvalidResumeToken, "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification");
        if ((options.ResumeAfter ?? options.StartAfter) is not { } token)
            return AtTime(store.Oplog, ResumeToken.HighWaterMark(store.Clock.Now.Next()));

        return token.Kind == TokenKind.HighWaterMark ? AtTime(store.Oplog, token) : AfterEvent(store.Oplog, scope, token);
    }

    public static CommandException HistoryLost() => new(
        ErrorCodes.ChangeStreamHistoryLost,
        "Resume of change stream was not possible, as the resume point may no longer be in the oplog.");

    private static (StreamPosition, ResumeToken) AtTime(Oplog oplog, ResumeToken token)
    {
        if (token.Time <= oplog.NewestDropped)
            throw HistoryLost();

        return (new StreamPosition(oplog.FirstAtOrAfter(token.Time), token.Time), token);
    }

    private static (StreamPosition, ResumeToken) AfterEvent(Oplog oplog, ChangeStreamScope scope, ResumeToken token)
    {
        if (token.Time <= oplog.NewestDropped)
            throw HistoryLost();

        var sequence = oplog.FirstAtOrAfter(token.Time);
        var entry = sequence < oplog.Next ? oplog[sequence] : null;
        if (entry is null || entry.Time != token.Time || entry.CollectionId != token.CollectionId || !scope.Includes(entry))
        {
            throw new CommandException(
                ErrorCodes.ChangeStreamFatalError,
                $"cannot resume stream; the resume token was not found. {token.Data}");
        }

        var owesInvalidate = token.Kind == TokenKind.Event && scope.IsInvalidatedBy(entry);
        return (new StreamPosition(sequence + 1, token.Time, owesInvalidate), token);
    }
}
