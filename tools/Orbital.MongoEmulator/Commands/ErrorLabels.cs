using MongoDB.Bson;

namespace Orbital.MongoEmulator.Commands;

/// <summary>The labels that an error has by itself. Drivers of today retry and resume by them, not by codes.</summary>
internal static class ErrorLabels
{
    public const string RetryableWrite = "RetryableWriteError";
    public const string ResumableChangeStream = "ResumableChangeStreamError";
    public const string NonResumableChangeStream = "NonResumableChangeStreamError";

    /// <summary>All but those of a getMore: whether it is one of a change stream is known only with its cursor.</summary>
    public static IReadOnlyList<string> Of(CommandRequest request, int code)
    {
        if (request.Body.Contains("txnNumber") && ErrorCodes.IsRetryable(code))
            return [RetryableWrite];
        if (ErrorCodes.IsResumable(code) && OpensChangeStream(request))
            return [ResumableChangeStream];

        return ErrorCodes.IsNonResumable(code) ? [NonResumableChangeStream] : [];
    }

    private static bool OpensChangeStream(CommandRequest request) =>
        request.Name == "aggregate"
        && request.Body.GetValue("pipeline", BsonNull.Value) is BsonArray { Count: > 0 } stages
        && stages[0] is BsonDocument first
        && first.Contains("$changeStream");
}
