using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>
/// The board, and the numbered events that keep it true: the same events in the same order as over SSE.
/// </summary>
/// <seealso cref="KitchenBoard"/>
/// <remarks>
/// Statuses: <c>INVALID_ARGUMENT</c> names the field (<c>BadRequest</c>). <c>UNAVAILABLE</c> while the kitchen cannot reach its database, and
/// at the end of a stream whose replica stops: come back, to any replica.
/// </remarks>
[Service("orbital.kitchen.v1.EventService")]
public interface IEventService
{
    /// <summary>All that is open, from one snapshot, and the number of the event that it is true as of.</summary>
    /// <remarks>
    /// The answer is as long as the board: some 300 bytes for each batch item and each order, at most 64 MiB, beyond which it is
    /// <c>RESOURCE_EXHAUSTED</c>. Most clients take 4 MB unless told otherwise: tell them.
    /// </remarks>
    [Operation]
    Task<Board> GetBoard(GetBoardRequest request, CallContext context = default);

    /// <summary>
    /// The events after a position: those that there are, then each as it happens, in order and without a gap. The first message is a
    /// heartbeat and comes at once.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A position that cannot be had, because it lies in the future or because events behind it are no longer kept, is no error: the stream
    /// says so (<see cref="SubscribeResponse.IsReset"/>) and goes on with new events.
    /// </para>
    /// <para>
    /// A subscriber that leaves messages unread for 10 s is cut off: subscribe again after the last position. One that hears nothing for two
    /// heartbeats, 30 s, has lost its connection. A connection carries 100 streams at once.
    /// </para>
    /// </remarks>
    [Operation]
    IAsyncEnumerable<SubscribeResponse> Subscribe(SubscribeRequest request, CallContext context = default);
}
