using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement;

/// <summary>
/// Order Management's part of an order's trace. The id of a trace follows from the document's id: what is read again after a crash, parked,
/// changed, cancelled or replayed continues the trace of its order, and who knows the order finds the trace.
/// </summary>
public static class OrderManagementActivities
{
    /// <summary>The source of all spans here.</summary>
    public static readonly ActivitySource Source = new(OrderManagementMeter.Name);

    [ThreadStatic]
    private static ActivityTraceId? _next;

    // The runtime asks for an id before the sampler decides, so a sampler by ratio decides the same for an order every time.
    static OrderManagementActivities() => Activity.TraceIdGenerator = () => _next ?? ActivityTraceId.CreateRandom();

    /// <summary>The trace of a source document.</summary>
    public static ActivityTraceId TraceIdOf(string documentId) =>
        ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(documentId)).AsSpan(0, 16));

    /// <summary>Begins work on a change, as a first span of its trace.</summary>
    internal static Activity? BeginChange(OrderChange change) =>
        Begin("order change", ActivityKind.Consumer, change.DocumentId)?.SetTag("orbital.change.is_update", change.IsUpdate);

    /// <summary>Begins what somebody does about a document, as a first span of its trace.</summary>
    internal static Activity? Begin(string name, ActivityKind kind, string? documentId)
    {
        if (!Source.HasListeners())
            return null;
        // Who asked for it, such as a request to replay, is not its parent.
        Activity.Current = null;
        _next = documentId is not null ? TraceIdOf(documentId) : null;
        try
        {
            return Source.StartActivity(name, kind)?.SetTag("orbital.order.id", documentId);
        }
        finally
        {
            _next = null;
        }
    }
}
