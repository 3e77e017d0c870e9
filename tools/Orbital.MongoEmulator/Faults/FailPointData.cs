using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Faults;

/// <summary>The <c>data</c> of configureFailPoint: which commands it concerns, and what is done to them.</summary>
internal sealed record FailPointData
{
    public static FailPointData None { get; } = new();

    public bool AllCommands { get; private init; }

    /// <summary>Without regard to case, by which <c>isMaster</c> is also <c>ismaster</c>.</summary>
    public IReadOnlySet<string> Commands { get; private init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    public string? AppName { get; private init; }

    public string? Namespace { get; private init; }

    public bool CloseConnection { get; private init; }

    public TimeSpan? BlockFor { get; private init; }

    public int? ErrorCode { get; private init; }

    /// <summary>Exactly these, none if empty; null: those that the error has by itself.</summary>
    public IReadOnlyList<string>? ErrorLabels { get; private init; }

    public BsonDocument? WriteConcernError { get; private init; }

    /// <summary>Refuses fields that mongod would ignore: a misspelt one would make a test that shows nothing.</summary>
    public static FailPointData Parse(string failPoint, IReadOnlyList<string> fields, BsonDocument data)
    {
        if (data.FirstOrDefault(element => !fields.Contains(element.Name)) is { Name: not null } unknown)
            throw CommandException.NotSupported($"the field '{unknown.Name}' in the data of {failPoint}");

        return new FailPointData
        {
            AllCommands = CommandRequest.FlagOf(data, "failAllCommands"),
            Commands = Strings(data, "failCommands")?.ToHashSet(StringComparer.OrdinalIgnoreCase) ?? None.Commands,
            AppName = Text(data, "appName"),
            Namespace = Text(data, "namespace"),
            CloseConnection = CommandRequest.FlagOf(data, "closeConnection"),
            BlockFor = CommandRequest.FlagOf(data, "blockConnection") ? BlockTime(data) : null,
            ErrorCode = CommandRequest.NumberOf(data, "errorCode", failPoint),
            ErrorLabels = Strings(data, "errorLabels"),
            WriteConcernError = data.GetValue("writeConcernError", BsonNull.Value) switch
            {
                BsonNull => null,
                BsonDocument error => error,
                _ => throw WrongType("writeConcernError", "an object"),
            },
        };
    }

    /// <summary>Whether the command comes from the client and goes to the namespace that are meant.</summary>
    public bool Concerns(CommandRequest request) =>
        (AppName is null || AppName == request.Connection.AppName) && (Namespace is null || Namespace == NamespaceOf(request));

    private static string NamespaceOf(CommandRequest request) => request.Name == "getMore"
        ? $"{request.Database}.{request.Body.GetValue("collection", "")}"
        : $"{request.Database}.{(request.Body[0] is BsonString { Value: var collection } ? collection : "$cmd.aggregate")}";

    private static TimeSpan BlockTime(BsonDocument data) =>
        CommandRequest.NumberOf(data, "blockTimeMS", "data") is >= 0 and var milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new CommandException(ErrorCodes.InvalidOptions, "blockConnection needs 'blockTimeMS', 0 or more");

    private static List<string>? Strings(BsonDocument data, string name) => data.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        BsonArray items when items.All(item => item.IsString) => [.. items.Select(item => item.AsString)],
        _ => throw WrongType(name, "an array of strings"),
    };

    private static string? Text(BsonDocument data, string name) => data.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        BsonString { Value: var text } => text,
        _ => throw WrongType(name, "a string"),
    };

    private static CommandException WrongType(string name, string expected) =>
        new(ErrorCodes.TypeMismatch, $"BSON field 'data.{name}' must be {expected}");
}
