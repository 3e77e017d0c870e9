using System.Diagnostics;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.Telemetry;

/// <summary>What is measured of transactions and of the events that they bring.</summary>
internal sealed class GroupMeasurements(BoundedLabels labels, TimeProvider time)
{
    /// <summary>A group is about to be written.</summary>
    public GroupMeasurement Begin(IReadOnlyList<WaitingDecision> decisions)
    {
        var span = KitchenActivities.BeginForAll("commit", ActivityKind.Internal, decisions.Select(decision => decision.Caller));
        foreach (var decision in decisions)
            decision.Commit = span?.Context ?? default;
        return new GroupMeasurement(this, span, time.GetTimestamp());
    }

    internal void Committed(DecidedGroup group, long started)
    {
        KitchenMeter.GroupSize.Record(group.Decisions.Count);
        KitchenMeter.TransactionDuration.Record(time.GetElapsedTime(started).TotalSeconds);
        foreach (var e in group.Work.Events)
        {
            if (e is { Type: KitchenEventType.OrderReady, Order: { } order })
                KitchenMeter.ReadyDuration.Record((e.OccurredAt - order.ReceivedAt).TotalSeconds);
            // Completed without having been started, it says nothing about cooking.
            else if (e is { Type: KitchenEventType.BatchItemCompleted, BatchItem: { StartedAt: { } start, CompletedAt: { } end } item } && start < end)
                Cooked(item, end - start);
        }
    }

    private void Cooked(BatchItem item, TimeSpan duration)
    {
        var (station, name) = labels.Item(item.StationName, item.ItemName);
        KitchenMeter.CookDuration.Record(
            duration.TotalSeconds, new KeyValuePair<string, object?>("station", station), new KeyValuePair<string, object?>("item", name));
    }
}

/// <summary>One attempt to write a group.</summary>
internal sealed class GroupMeasurement(GroupMeasurements measurements, Activity? span, long started) : IDisposable
{
    public void Committed(DecidedGroup group)
    {
        measurements.Committed(group, started);
        span?.SetTag("orbital.group.size", group.Decisions.Count).SetTag("orbital.events.last", group.Work.LastSequence)
            .SetTag("orbital.events.count", group.Frames.Count);
    }

    public void Failed(TransactionFailure cause)
    {
        KitchenMeter.CountFailure(cause);
        span?.SetStatus(ActivityStatusCode.Error, KitchenMeter.NameOf(cause));
    }

    public void Dispose() => span?.Dispose();
}
