using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>What each station must cook now, and what cooks do about it: the same rules and the same facts as over REST.</summary>
/// <remarks>
/// <para>An action that already holds answers with the present state. Every answer is given after it is durably stored.</para>
/// <para>
/// Statuses, with details as <c>google.rpc.Status</c>: <c>INVALID_ARGUMENT</c> names the field (<c>BadRequest</c>), also for an
/// idempotency key that was used for another request; <c>NOT_FOUND</c> for an unknown id; <c>FAILED_PRECONDITION</c> when the status
/// forbids the action (<c>ErrorInfo</c> of reason <c>ACTION_REFUSED</c> with <c>currentStatus</c> and, separated by commas,
/// <c>allowedActions</c>); <c>ABORTED</c> for a stale <c>expected_version</c> (<c>ErrorInfo</c> of reason <c>STALE_VERSION</c> with
/// <c>currentVersion</c>): read it again. <c>UNAVAILABLE</c> while the kitchen cannot reach its database: whether an action took effect is
/// then not known, so ask again with the same idempotency key.
/// </para>
/// </remarks>
[Service("orbital.kitchen.v1.BatchItemService")]
public interface IBatchItemService
{
    /// <summary>A page of batch items, the oldest first. Pages stay stable while batch items change.</summary>
    [Operation]
    Task<ListBatchItemsResponse> ListBatchItems(ListBatchItemsRequest request, CallContext context = default);

    /// <summary>One batch item.</summary>
    [Operation]
    Task<BatchItem> GetBatchItem(GetBatchItemRequest request, CallContext context = default);

    /// <summary>Makes work ahead of demand; orders that come while it is pending take its units over.</summary>
    [Operation]
    Task<BatchItem> CreateBatchItem(CreateBatchItemRequest request, CallContext context = default);

    /// <summary>A cook begins: it accepts no more units.</summary>
    [Operation]
    Task<BatchItem> StartBatchItem(StartBatchItemRequest request, CallContext context = default);

    /// <summary>Units are done, all or some: those of rush orders first, then those of the oldest order.</summary>
    [Operation]
    Task<BatchItem> CompleteBatchItem(CompleteBatchItemRequest request, CallContext context = default);

    /// <summary>Takes the last move back: done units cook again, cooking units wait again. Not once an order was handed off.</summary>
    [Operation]
    Task<BatchItem> RecallBatchItem(RecallBatchItemRequest request, CallContext context = default);

    /// <summary>A cook has seen that units of cancelled orders are not wanted any more: they leave the batch item.</summary>
    [Operation]
    Task<BatchItem> AcknowledgeCancellation(AcknowledgeCancellationRequest request, CallContext context = default);

    /// <summary>Changes priority, note, or the quantity of a hand-made batch item that is pending.</summary>
    [Operation]
    Task<BatchItem> UpdateBatchItem(UpdateBatchItemRequest request, CallContext context = default);

    /// <summary>Withdraws hand-made work that no order needs and no cook has started.</summary>
    [Operation]
    Task<BatchItem> CancelBatchItem(CancelBatchItemRequest request, CallContext context = default);
}
