namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>An event as it is stored.</summary>
internal sealed class EventRow
{
    public long Sequence { get; init; }

    public required string Type { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The stations that it concerns, joined by <see cref="EventFrames.StationSeparator"/>.</summary>
    public required string Stations { get; init; }

    /// <summary>The event as JSON, byte for byte as subscribers get it.</summary>
    public required string Data { get; init; }

    /// <summary>Where the trace of its order goes on.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>The one row that numbers events; whoever holds its lock is the one writer of the kitchen.</summary>
internal sealed class EventCounterRow
{
    public int Id { get; init; }

    public long LastSequence { get; init; }

    /// <summary>When the last event happened: the next one is not earlier.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>The history that the numbers belong to: one of <see cref="EventHistoryRow"/>.</summary>
    public Guid History { get; init; }

    /// <summary>Counts the changes of batching policies: a replica that knows this version need not read them again.</summary>
    public long PoliciesVersion { get; init; }
}

/// <summary>A history of the numbered events: another one begins whenever the database may have gone back.</summary>
internal sealed class EventHistoryRow
{
    /// <summary>Orders them.</summary>
    public long Number { get; init; }

    public Guid Id { get; init; }

    /// <summary>Number of the last event that it has in common with the one before; -1 when that is not known.</summary>
    public long BeganAfter { get; init; }

    /// <summary>The server that it was written by, and the server's own count of its restores and failovers; null when that is not known.</summary>
    public string? Lineage { get; init; }

    public DateTimeOffset BeganAt { get; init; }
}

/// <summary>A batching policy; both names empty for the one that holds where no other does.</summary>
internal sealed class BatchingPolicyRow
{
    public required string StationName { get; init; }

    public required string ItemName { get; init; }

    public int WindowSeconds { get; init; }

    public int Capacity { get; init; }
}

/// <summary>What was answered to a caller who gave an idempotency key.</summary>
internal sealed class AnswerRow
{
    public required string Key { get; init; }

    public required string Fingerprint { get; init; }

    public required string Answer { get; init; }

    public DateTimeOffset GivenAt { get; init; }
}

/// <summary>An order that was over and old: what is left of it, so that it is not cooked again when the feed is read from its beginning.</summary>
internal sealed class ForgottenOrderRow
{
    public required string OrderId { get; init; }
}

/// <summary>A display that was let in.</summary>
internal sealed class DisplayRow
{
    public Guid Id { get; init; }

    public required string Name { get; init; }

    public required string[] Stations { get; init; }

    public required string Role { get; init; }

    /// <summary>SHA-256 of what it shows; null until it has collected that.</summary>
    public byte[]? SecretHash { get; init; }

    public DateTimeOffset PairedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>A screen that asks to be let in.</summary>
internal sealed class PairingRow
{
    public required string Code { get; init; }

    public required byte[] SecretHash { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What it became; null while nobody has approved it.</summary>
    public Guid? DisplayId { get; init; }
}
