using Npgsql;
using Orbital.Application.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Says in a sentence why the database does not do what it is asked for. It names nothing of the inside: callers read it too.</summary>
internal static class DatabaseProblem
{
    public const string ReadOnly = "the kitchen's database is read-only";
    public const string NoAnswer = "the kitchen's database does not answer in time";

    private const string NotReached = "the kitchen's database cannot be reached";

    /// <summary>The sentence, for an exception of Npgsql or EF Core.</summary>
    public static string Of(Exception exception)
    {
        var causes = Causes(exception).ToList();
        return causes.OfType<PostgresException>().FirstOrDefault() is { } refusal ? Of(refusal)
            : causes.FirstOrDefault(cause => cause is ServerCannotWriteException or TransactionPoolerException) is { } known ? known.Message
            : exception is TimeoutException or OperationCanceledException ? NoAnswer
            : KitchenDatabase.IsAway(exception) ? NotReached
            : exception.Message;
    }

    /// <summary>What to tell callers: come back later.</summary>
    public static KitchenUnavailableException Unavailable(Exception exception) => new(Of(exception), exception);

    /// <summary>Whether the server cannot write and never will: another one may take its place.</summary>
    public static bool IsReadOnly(Exception exception) => Causes(exception)
        .Any(cause => cause is ServerCannotWriteException or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction });

    private static string Of(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.DiskFull => "the disk of the kitchen's database is full",
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly,
        PostgresErrorCodes.TooManyConnections => "the kitchen's database has no connection left: see max_connections",
        PostgresErrorCodes.ProtocolViolation when refusal.MessageText.Contains("startup parameter", StringComparison.Ordinal) =>
            TransactionPoolerException.Sentence,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => NoAnswer,
        ['0', '8', ..] or ['5', '7', ..] => NotReached,
        var code => $"the kitchen's database refuses to write (SQLSTATE {code})",
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        yield return exception;
        IEnumerable<Exception> inner = exception is AggregateException several ? several.InnerExceptions
            : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
