using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>All that is open in a kitchen, as it was after one event: follow the events from there.</summary>
[ProtoContract]
public sealed record Board
{
    /// <summary>
    /// The longest board that a kitchen sends, 64 MiB: some 200,000 batch items and orders. Allow it to a channel of your own as
    /// <c>MaxReceiveMessageSize</c>: a .NET client takes 4 MB unless told otherwise.
    /// </summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The number of that event; 0 before the first.</summary>
    [ProtoMember(1, Name = "sequence")]
    public long Sequence { get; init; }

    /// <summary>The kitchen's clock, for ages. UTC.</summary>
    [ProtoMember(2, Name = "at")]
    public DateTime At { get; init; }

    /// <summary>Batch items that are pending or being cooked, the oldest first.</summary>
    [ProtoMember(3, Name = "batch_items")]
    public List<BatchItem> BatchItems { get; init; } = [];

    /// <summary>Orders that are neither handed off nor cancelled, the oldest first.</summary>
    [ProtoMember(4, Name = "orders")]
    public List<Order> Orders { get; init; } = [];

    /// <summary>
    /// The history that <see cref="Sequence"/> belongs to: numbers are those of other events after the kitchen's database went back, by a restore or
    /// a failover with loss. Hand it in with the number. Empty from a kitchen that is older than this field.
    /// </summary>
    [ProtoMember(5, Name = "history")]
    public string History { get; init; } = "";
}
