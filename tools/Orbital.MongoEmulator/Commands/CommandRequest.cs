using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;
using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator.Commands;

/// <summary>One command with what came beside it. Its name is the first field of the body.</summary>
internal sealed class CommandRequest
{
    /// <summary>Fields that any command may carry and that change nothing here; see the README for what that means.</summary>
    private static readonly HashSet<string> Generic = new(StringComparer.Ordinal)
    {
        "$db", "lsid", "$clusterTime", "$readPreference", "txnNumber", "comment", "maxTimeMS", "readConcern", "writeConcern",
        "apiVersion", "apiStrict", "apiDeprecationErrors", "autocommit", "startTransaction", "$audit", "$configServerState",
    };

    private readonly WireMessage _message;

    public CommandRequest(WireMessage message, ClientConnection connection)
    {
        _message = message;
        Connection = connection;
        Body = message.Body.ToBsonDocument();
        if (Body.ElementCount == 0)
            throw new CommandException(ErrorCodes.FailedToParse, "an empty document is not a command");

        Name = Body.GetElement(0).Name;
        Database = message.LegacyDatabase ?? Body.GetValue("$db", "").ToString() ?? "";
        if (Database.Length == 0)
            throw new CommandException(40571, "OP_MSG requests require a $db argument");
    }

    public string Name { get; }

    public string Database { get; }

    public BsonDocument Body { get; }

    public ClientConnection Connection { get; }

    public bool IsLegacy => _message.IsLegacy;

    /// <summary>The session that it belongs to, if any.</summary>
    public BsonValue? Session => Document("lsid").GetValue("id", null);

    /// <summary>The collection that the command's first field names.</summary>
    public Namespace Target => Body[0] is BsonString { Value: var collection } && Namespace.IsValidCollection(collection)
        ? new Namespace(Database, collection)
        : throw new CommandException(ErrorCodes.InvalidNamespace, $"Invalid namespace specified '{Database}.{Body[0]}'");

    /// <summary>Items of a write, from a section of their own or from the body: clients do either.</summary>
    public IReadOnlyList<RawDocument> Items(string name)
    {
        if (_message.Sequences.TryGetValue(name, out var documents))
            return documents;
        if (!_message.Body.TryGet(System.Text.Encoding.UTF8.GetBytes(name), out var array) || array.Type != BsonType.Array)
            throw new CommandException(40414, $"BSON field '{Name}.{name}' is missing but a required field");

        var items = new List<RawDocument>();
        foreach (var element in array.AsDocument())
        {
            if (element.Value.Type != BsonType.Document)
                throw new CommandException(ErrorCodes.TypeMismatch, $"BSON field '{Name}.{name}' must hold documents");
            items.Add(element.Value.AsDocument());
        }

        return items;
    }

    public void RequireAdmin()
    {
        if (Database != "admin")
            throw new CommandException(ErrorCodes.Unauthorized, $"{Name} may only be run against the admin database.");
    }

    /// <summary>Refuses every field that the command would otherwise have to ignore.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names) => AllowOnly(Body, Name, names);

    public static void AllowOnly(BsonDocument document, string what, params ReadOnlySpan<string> names)
    {
        foreach (var element in document)
        {
            if (element.Name != what && !Generic.Contains(element.Name) && !names.Contains(element.Name))
                throw CommandException.NotSupported($"the field '{element.Name}' of '{what}'");
        }
    }

    public BsonDocument Document(string name) => Body.GetValue(name, BsonNull.Value) switch
    {
        BsonDocument document => document,
        BsonNull => [],
        _ => throw new CommandException(ErrorCodes.TypeMismatch, $"BSON field '{Name}.{name}' must be an object"),
    };

    public string? Text(string name) => Body.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        BsonString { Value: var text } => text,
        _ => throw new CommandException(ErrorCodes.TypeMismatch, $"BSON field '{Name}.{name}' must be a string"),
    };

    public int? Number(string name) => NumberOf(Body, name, Name);

    public bool Flag(string name) => FlagOf(Body, name);

    public static bool FlagOf(BsonDocument document, string name) => document.GetValue(name, false).ToBoolean();

    public static int? NumberOf(BsonDocument document, string name, string what) => document.GetValue(name, BsonNull.Value) switch
    {
        BsonNull => null,
        { IsNumeric: true } number when number.ToDouble() is >= int.MinValue and <= int.MaxValue => (int)number.ToDouble(),
        _ => throw new CommandException(ErrorCodes.TypeMismatch, $"BSON field '{what}.{name}' must be a number"),
    };
}
