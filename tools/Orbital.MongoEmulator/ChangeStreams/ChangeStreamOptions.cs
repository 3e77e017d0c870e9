using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>The <c>$changeStream</c> stage. At most one of the three ways to say where it starts.</summary>
internal sealed record ChangeStreamOptions(
    bool LookUpFullDocument, bool AllChangesForCluster, ResumeToken? ResumeAfter, ResumeToken? StartAfter, ClusterTime? StartAtOperationTime)
{
    public static ChangeStreamOptions Parse(BsonDocument stage)
    {
        var lookUp = false;
        var cluster = false;
        ResumeToken? resumeAfter = null;
        ResumeToken? startAfter = null;
        ClusterTime? startAt = null;
        foreach (var option in stage)
        {
            switch (option.Name)
            {
                case "fullDocument" when option.Value is BsonString { Value: "default" or "updateLookup" } mode:
                    lookUp = mode.Value == "updateLookup";
                    break;
                case "fullDocumentBeforeChange" when option.Value == "off":
                case "showExpandedEvents" when option.Value == false:
                    break;
                case "allChangesForCluster":
                    cluster = option.Value.ToBoolean();
                    break;
                case "resumeAfter":
                    resumeAfter = ResumeToken.Parse(option.Value);
                    break;
                case "startAfter":
                    startAfter = ResumeToken.Parse(option.Value);
                    break;
                case "startAtOperationTime" when option.Value is BsonTimestamp time:
                    startAt = ClusterTime.From(time);
                    break;
                case "startAtOperationTime":
                    throw new CommandException(ErrorCodes.TypeMismatch, "BSON field '$changeStream.startAtOperationTime' must be a timestamp");
                default:
                    throw CommandException.NotSupported($"{option.Name}: {option.Value} of $changeStream");
            }
        }

        if ((resumeAfter is null ? 0 : 1) + (startAfter is null ? 0 : 1) + (startAt is null ? 0 : 1) > 1)
        {
            throw new CommandException(
                40674, "Only one type of resume option is allowed, but multiple were found: resumeAfter, startAfter, startAtOperationTime");
        }

        return new ChangeStreamOptions(lookUp, cluster, resumeAfter, startAfter, startAt);
    }
}
