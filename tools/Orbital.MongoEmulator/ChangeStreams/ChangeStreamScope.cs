using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>What a stream watches: one collection, one database (no collection) or everything (no database either).</summary>
internal sealed record ChangeStreamScope(string? Database, string? Collection)
{
    public bool Includes(OplogEntry entry)
    {
        if (Includes(entry.Namespace))
            return entry.Operation != OplogOperation.DropDatabase || Collection is null;

        return entry.RenamedTo is { } target && Includes(target);
    }

    /// <summary>Whether the stream ends after this entry: what it watched is no longer there under its name.</summary>
    public bool IsInvalidatedBy(OplogEntry entry) => entry.Operation switch
    {
        OplogOperation.Drop or OplogOperation.Rename => Collection is not null,
        OplogOperation.DropDatabase => Database is not null,
        _ => false,
    };

    private bool Includes(Namespace ns) =>
        !ns.IsSystem
        && (Database is null || ns.Database == Database)
        && (Collection is null || ns.Collection == Collection);
}
