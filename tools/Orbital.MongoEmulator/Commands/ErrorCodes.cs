using System.Globalization;

namespace Orbital.MongoEmulator.Commands;

/// <summary>MongoDB's error codes, as far as they are used here.</summary>
internal static class ErrorCodes
{
    public const int InternalError = 1;
    public const int BadValue = 2;
    public const int FailedToParse = 9;
    public const int Unauthorized = 13;
    public const int TypeMismatch = 14;
    public const int IllegalOperation = 20;
    public const int InvalidBson = 22;
    public const int NamespaceNotFound = 26;
    public const int IndexNotFound = 27;
    public const int PathNotViable = 28;
    public const int ConflictingUpdateOperators = 40;
    public const int CursorNotFound = 43;
    public const int MaxTimeMSExpired = 50;
    public const int NamespaceExists = 48;
    public const int DollarPrefixedFieldName = 52;
    public const int CommandNotFound = 59;
    public const int ImmutableField = 66;
    public const int CannotCreateIndex = 67;
    public const int InvalidOptions = 72;
    public const int InvalidNamespace = 73;
    public const int IndexOptionsConflict = 85;
    public const int IndexKeySpecsConflict = 86;
    public const int NotSecondary = 95;
    public const int OperationFailed = 96;
    public const int InvalidPipelineOperator = 168;
    public const int TransactionTooOld = 225;
    public const int CursorKilled = 237;
    public const int NotImplemented = 238;
    public const int InvalidResumeToken = 260;
    public const int ExceededTimeLimit = 262;
    public const int OperationNotSupportedInTransaction = 263;
    public const int FailPointSetFailed = 266;
    public const int ChangeStreamFatalError = 280;
    public const int ChangeStreamHistoryLost = 286;
    public const int UnsupportedOpQueryCommand = 352;
    public const int NotWritablePrimary = 10107;
    public const int BsonObjectTooLarge = 10334;
    public const int DuplicateKey = 11000;
    public const int CursorInUse = 12051;
    public const int NotPrimaryNoSecondaryOk = 13435;

    private static readonly Dictionary<int, string> Names = new()
    {
        [InternalError] = "InternalError",
        [BadValue] = "BadValue",
        [6] = "HostUnreachable",
        [7] = "HostNotFound",
        [FailedToParse] = "FailedToParse",
        [Unauthorized] = "Unauthorized",
        [TypeMismatch] = "TypeMismatch",
        [IllegalOperation] = "IllegalOperation",
        [InvalidBson] = "InvalidBSON",
        [NamespaceNotFound] = "NamespaceNotFound",
        [IndexNotFound] = "IndexNotFound",
        [PathNotViable] = "PathNotViable",
        [ConflictingUpdateOperators] = "ConflictingUpdateOperators",
        [CursorNotFound] = "CursorNotFound",
        [MaxTimeMSExpired] = "MaxTimeMSExpired",
        [NamespaceExists] = "NamespaceExists",
        [DollarPrefixedFieldName] = "DollarPrefixedFieldName",
        [CommandNotFound] = "CommandNotFound",
        [ImmutableField] = "ImmutableField",
        [CannotCreateIndex] = "CannotCreateIndex",
        [InvalidOptions] = "InvalidOptions",
        [InvalidNamespace] = "InvalidNamespace",
        [IndexOptionsConflict] = "IndexOptionsConflict",
        [IndexKeySpecsConflict] = "IndexKeySpecsConflict",
        [89] = "NetworkTimeout",
        [91] = "ShutdownInProgress",
        [NotSecondary] = "NotSecondary",
        [OperationFailed] = "OperationFailed",
        [InvalidPipelineOperator] = "InvalidPipelineOperator",
        [133] = "FailedToSatisfyReadPreference",
        [134] = "ReadConcernMajorityNotAvailableYet",
        [150] = "StaleEpoch",
        [189] = "PrimarySteppedDown",
        [TransactionTooOld] = "TransactionTooOld",
        [234] = "RetryChangeStream",
        [CursorKilled] = "CursorKilled",
        [NotImplemented] = "NotImplemented",
        [InvalidResumeToken] = "InvalidResumeToken",
        [ExceededTimeLimit] = "ExceededTimeLimit",
        [OperationNotSupportedInTransaction] = "OperationNotSupportedInTransaction",
        [FailPointSetFailed] = "FailPointSetFailed",
        [ChangeStreamFatalError] = "ChangeStreamFatalError",
        [ChangeStreamHistoryLost] = "ChangeStreamHistoryLost",
        [UnsupportedOpQueryCommand] = "UnsupportedOpQueryCommand",
        [9001] = "SocketException",
        [NotWritablePrimary] = "NotWritablePrimary",
        [BsonObjectTooLarge] = "BSONObjectTooLarge",
        [DuplicateKey] = "DuplicateKey",
        [11600] = "InterruptedAtShutdown",
        [11601] = "Interrupted",
        [11602] = "InterruptedDueToReplStateChange",
        [CursorInUse] = "CursorInUse",
        [13388] = "StaleConfig",
        [NotPrimaryNoSecondaryOk] = "NotPrimaryNoSecondaryOk",
        [13436] = "NotPrimaryOrSecondary",
    };

    /// <summary>A numbered write that fails with one of these may be done again.</summary>
    private static readonly HashSet<int> Retryable =
        [6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

    /// <summary>A change stream that fails with one of these may be resumed.</summary>
    private static readonly HashSet<int> Resumable = [.. Retryable, 63, 133, 150, 234, 13388];

    private static readonly HashSet<int> NonResumable = [ChangeStreamFatalError, ChangeStreamHistoryLost, BsonObjectTooLarge];

    private static readonly HashSet<int> NotPrimary = [189, NotWritablePrimary, 11602, NotPrimaryNoSecondaryOk, 13436];

    public static string NameOf(int code) =>
        Names.TryGetValue(code, out var name) ? name : "Location" + code.ToString(CultureInfo.InvariantCulture);

    public static bool IsRetryable(int code) => Retryable.Contains(code);

    public static bool IsResumable(int code) => Resumable.Contains(code);

    public static bool IsNonResumable(int code) => NonResumable.Contains(code);

    /// <summary>The state of the set is the reason: such errors tell the topology version.</summary>
    public static bool IsNotPrimary(int code) => NotPrimary.Contains(code);
}
