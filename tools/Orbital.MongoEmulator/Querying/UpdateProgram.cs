using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Querying;

/// <summary>How to change a document: by operators, by a replacement, or by a pipeline.</summary>
internal sealed class UpdateProgram(bool isReplacement, Func<BsonDocument, bool, BsonDocument> apply)
{
    public bool IsReplacement { get; } = isReplacement;

    /// <summary>Takes a document that it may change; <paramref name="isInsert"/> switches $setOnInsert on.</summary>
    public BsonDocument Apply(BsonDocument document, bool isInsert) => apply(document, isInsert);

    public static UpdateProgram Parse(BsonValue update, DateTime now) => update switch
    {
        BsonArray stages => new UpdateProgram(false, PipelineUpdate.Parse(stages, now)),
        BsonDocument { ElementCount: > 0 } operators when operators.GetElement(0).Name.StartsWith('$') =>
            new UpdateProgram(false, UpdateOperators.Parse(operators, now)),
        BsonDocument replacement when !replacement.Names.Any(name => name.StartsWith('$')) =>
            new UpdateProgram(true, (_, _) => replacement.DeepClone().AsBsonDocument),
        BsonDocument => throw new CommandException(
            ErrorCodes.DollarPrefixedFieldName, "The dollar ($) prefixed field is not allowed in the context of an update's replacement document"),
        _ => throw new CommandException(ErrorCodes.FailedToParse, "Update argument must be either an object or an array"),
    };
}
