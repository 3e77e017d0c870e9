using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>What is open in a kitchen, true as of one event. A snapshot: it never changes.</summary>
public sealed class KitchenBoard
{
    private readonly ImmutableDictionary<string, BatchItem> _batchItems;
    private readonly ImmutableDictionary<string, Order> _orders;

    private KitchenBoard(
        long sequence, string history, bool isLive, ImmutableDictionary<string, BatchItem> batchItems, ImmutableDictionary<string, Order> orders) =>
        (Sequence, History, IsLive, _batchItems, _orders) = (sequence, history, isLive, batchItems, orders);

    /// <summary>Number of the last event that it counts in.</summary>
    public long Sequence { get; }

    /// <summary>The history that the number belongs to: see <see cref="Board.History"/>.</summary>
    public string History { get; }

    /// <summary>False while the kitchen cannot be heard: the board is as it was, and what has happened since is not known.</summary>
    public bool IsLive { get; }

    /// <summary>Batch items that are pending or being cooked, by id.</summary>
    public IReadOnlyDictionary<string, BatchItem> BatchItems => _batchItems;

    /// <summary>Orders that are neither handed off nor cancelled, by id.</summary>
    public IReadOnlyDictionary<string, Order> Orders => _orders;

    /// <summary>
    /// The board now, and again each time that it is another one, for ever: through restarts of the kitchen, resets and broken connections,
    /// which show as <see cref="IsLive"/>.
    /// </summary>
    /// <remarks>
    /// Tries again after 1, 2, 4, 8, 8, … s. It throws only what trying again cannot mend: <c>INVALID_ARGUMENT</c>, <c>UNAUTHENTICATED</c>,
    /// <c>PERMISSION_DENIED</c> and <c>UNIMPLEMENTED</c>. Nothing is queued for a slow caller: every board comes in turn, and after
    /// some 10 s with one of them the kitchen may cut the stream, which then goes on where it was.
    /// </remarks>
    /// <param name="kitchen">The kitchen: <c>channel.CreateGrpcService&lt;IEventService&gt;()</c>.</param>
    /// <param name="station">Only what concerns this station; empty for all.</param>
    /// <param name="time">The clock for retries and for missing heartbeats; null for the system's.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>. Leaving the loop ends it as well.</param>
    public static async IAsyncEnumerable<KitchenBoard> FollowAsync(
        IEventService kitchen,
        string station = "",
        TimeProvider? time = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var follower = new BoardFollower(kitchen, station, time ?? TimeProvider.System);
        while (true)
            yield return await follower.NextAsync(cancellationToken);
    }

    internal static KitchenBoard Of(Board board) => new(
        board.Sequence,
        board.History,
        isLive: true,
        board.BatchItems.ToImmutableDictionary(item => item.Id),
        board.Orders.ToImmutableDictionary(order => order.OrderId));

    /// <summary>The same, while the kitchen cannot be heard.</summary>
    internal KitchenBoard Unheard() => new(Sequence, History, isLive: false, _batchItems, _orders);

    /// <summary>The board after a message that follows on it.</summary>
    internal KitchenBoard After(SubscribeResponse message) =>
        new(message.Position, message.History.Length > 0 ? message.History : History, isLive: true, With(message.Event?.BatchItem), With(message.Event?.Order));

    /// <summary>Whether all that shows is the same; only the position may differ.</summary>
    internal bool ShowsTheSameAs(KitchenBoard? other) =>
        other is not null && IsLive == other.IsLive && _batchItems == other._batchItems && _orders == other._orders;

    // Only what is known to be closed leaves: a status that is newer than this contract stays on the board.
    private ImmutableDictionary<string, BatchItem> With(BatchItem? item) => item switch
    {
        null => _batchItems,
        { Status: BatchItemStatus.Completed or BatchItemStatus.Cancelled } => _batchItems.Remove(item.Id),
        _ => _batchItems.SetItem(item.Id, item),
    };

    private ImmutableDictionary<string, Order> With(Order? order) => order switch
    {
        null => _orders,
        { Status: OrderStatus.HandedOff or OrderStatus.Cancelled } => _orders.Remove(order.OrderId),
        _ => _orders.SetItem(order.OrderId, order),
    };
}
