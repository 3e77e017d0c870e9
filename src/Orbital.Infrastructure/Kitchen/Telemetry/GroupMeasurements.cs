using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.Telemetry;

/// <summary>What is measured of a transaction and of the events that it brought.</summary>
internal sealed class GroupMeasurements(BoundedLabels labels)
{
    public void Committed(DecidedGroup group, TimeSpan took)
    {
        KitchenMeter.GroupSize.Record(group.Decisions.Count);
        KitchenMeter.TransactionDuration.Record(took.TotalSeconds);
        foreach (var e in group.Work.Events)
        {
            if (e is { Type: KitchenEventType.OrderReady, Order: { } order })
                KitchenMeter.ReadyDuration.Record((e.OccurredAt - order.ReceivedAt).TotalSeconds);
            // Completed without having been started, it says nothing about cooking.
            else if (e is { Type: KitchenEventType.BatchItemCompleted, BatchItem: { StartedAt: { } started, CompletedAt: { } completed } item } && started < completed)
                Cooked(item, completed - started);
        }
    }

    private void Cooked(BatchItem item, TimeSpan duration)
    {
        var (station, name) = labels.Item(item.StationName, item.ItemName);
        KitchenMeter.CookDuration.Record(
            duration.TotalSeconds, new KeyValuePair<string, object?>("station", station), new KeyValuePair<string, object?>("item", name));
    }
}
