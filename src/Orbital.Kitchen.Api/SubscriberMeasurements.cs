using Orbital.Application.Kitchen;

namespace Orbital.Kitchen.Api;

/// <summary>What is counted of one subscriber, from its first moment until it is disposed of.</summary>
internal sealed class SubscriberMeasurements : IDisposable
{
    private readonly KeyValuePair<string, object?> _protocol;

    /// <param name="protocol">How the events go to it.</param>
    /// <param name="after">The position that it came with; null when it wants what comes from now on.</param>
    public SubscriberMeasurements(string protocol, long? after)
    {
        _protocol = KitchenMeter.By(protocol);
        KitchenMeter.OpenStreams.Add(1, _protocol);
        if (after is not null)
            KitchenMeter.Replays.Add(1, _protocol);
    }

    public void Delivered(int events) => KitchenMeter.Deliveries.Add(events, _protocol);

    public void Evicted() => KitchenMeter.Evictions.Add(1, _protocol);

    public void Dispose() => KitchenMeter.OpenStreams.Add(-1, _protocol);
}
