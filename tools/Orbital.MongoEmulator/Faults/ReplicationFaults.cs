using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Faults;

/// <summary>What only a set of several members does by itself: a majority that is behind, and positions that another member does not know.</summary>
internal sealed class ReplicationFaults(MongoEmulatorOptions options)
{
    /// <summary>Majority reads do not see documents that were inserted within this time, unless they ask for a later moment.</summary>
    public TimeSpan MajorityLag { get; set; }

    /// <summary>Change streams that are opened with a token fail with this code; null: they do not.</summary>
    public int? RefusedTokenCode { get; set; }

    public void CheckToken(bool hasToken)
    {
        if (hasToken && RefusedTokenCode is { } code)
            throw new CommandException(code, "the resume token is refused (emulatorRefuseTokens)");
    }

    /// <summary>Whether a read finds the document.</summary>
    public bool Shows(StoredDocument document, CommandRequest read)
    {
        if (MajorityLag == TimeSpan.Zero)
            return true;
        var concern = read.Document("readConcern");
        if (concern.GetValue("level", "local") != "majority")
            return true;
        if (concern.GetValue("afterClusterTime", BsonNull.Value) is BsonTimestamp after && document.InsertedAt <= ClusterTime.From(after))
            return true;
        return options.TimeProvider.GetUtcNow().UtcDateTime - document.InsertedWall >= MajorityLag;
    }
}
