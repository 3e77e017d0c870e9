using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>
/// One message of a subscription: an event, a heartbeat, a reset, or, when it is none of them, only a new position because the events up to
/// there are not for this subscriber.
/// </summary>
[ProtoContract]
public sealed record SubscribeResponse
{
    /// <summary>All events up to this number that are for this subscriber have been sent: come back with it.</summary>
    [ProtoMember(1, Name = "position")]
    public long Position { get; init; }

    /// <summary>What happened.</summary>
    [ProtoMember(2, Name = "event")]
    public KitchenEvent? Event { get; init; }

    /// <summary>Nothing happened, and the stream lives: the first message, then one every 15 s.</summary>
    [ProtoMember(3, Name = "heartbeat")]
    public Heartbeat? Heartbeat { get; init; }

    /// <summary>
    /// Events before <see cref="Position"/> cannot be had. Read the board, and subscribe again from what it is true as of; or go on with this
    /// stream, if what was missed does not matter.
    /// </summary>
    [ProtoMember(4, Name = "is_reset")]
    public bool IsReset { get; init; }

    /// <summary>
    /// The history that all positions belong to from here on: in heartbeats and resets, and so in the first message; empty in others.
    /// </summary>
    [ProtoMember(5, Name = "history")]
    public string History { get; init; } = "";
}

/// <summary>A sign of life.</summary>
[ProtoContract]
public sealed record Heartbeat
{
    /// <summary>The kitchen's clock. UTC.</summary>
    [ProtoMember(1, Name = "at")]
    public DateTime At { get; init; }

    /// <summary>Number of the newest event that this replica knows: how far the subscriber is behind.</summary>
    [ProtoMember(2, Name = "newest_sequence")]
    public long NewestSequence { get; init; }
}
