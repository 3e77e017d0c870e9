using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Which events to follow, and from where on.</summary>
[ProtoContract]
public sealed record SubscribeRequest
{
    /// <summary>
    /// The position to go on from: <see cref="Board.Sequence"/>, or <see cref="SubscribeResponse.Position"/> of the last message. 0 asks for
    /// all events that there ever were; absent, for those from now on.
    /// </summary>
    [ProtoMember(1, Name = "after_sequence")]
    public long? AfterSequence { get; init; }

    /// <summary>
    /// Only events about batch items of this station and about orders with a line for it; empty for all. At most 200 characters.
    /// </summary>
    [ProtoMember(2, Name = "station")]
    public string Station { get; init; } = "";

    /// <summary>
    /// The history that <see cref="AfterSequence"/> belongs to: <see cref="Board.History"/>, or <see cref="SubscribeResponse.History"/> of the last
    /// message that has one. When the kitchen has left it before that number, the answer is a reset. Empty: the present one.
    /// </summary>
    [ProtoMember(3, Name = "history")]
    public string History { get; init; } = "";
}
