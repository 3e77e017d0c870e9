using System.Collections.Concurrent;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>Parked orders in memory, by the rules of the port.</summary>
internal sealed class ParkedInMemory : IParkedOrderStore
{
    private readonly ConcurrentDictionary<(string Kitchen, string Order), ParkedOrder> _parked = new();

    public IReadOnlyList<ParkedOrder> All => [.. _parked.Values.OrderBy(order => (order.Term, order.Number))];

    /// <summary>Thrown by each call that reads, while it is set; what is removed waits.</summary>
    public Exception? Fails { get; set; }

    /// <summary>While it is set, what is parked is not stored yet.</summary>
    public Task? ParkingWaitsFor { get; set; }

    /// <summary>How many documents one read may bring, at most so far.</summary>
    public int LargestRead { get; private set; }

    public async Task ParkAsync(ParkedOrder order, long term, CancellationToken cancellationToken)
    {
        if (ParkingWaitsFor is { } wait)
            await wait.WaitAsync(cancellationToken);
        _parked.AddOrUpdate(
            (order.Kitchen, order.OrderId),
            order,
            (_, there) => (there.Term, there.Number).CompareTo((order.Term, order.Number)) < 0 ? order
                : there.Term > term ? throw new LeaseLostException($"parked in term {there.Term}")
                : there);
    }

    public Task<IReadOnlyList<ParkedOrder>> ReadAsync(string kitchen, int limit, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        LargestRead = Math.Max(LargestRead, limit);
        return Task.FromResult<IReadOnlyList<ParkedOrder>>([.. All.Where(order => order.Kitchen == kitchen).Take(limit)]);
    }

    public Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return Task.FromResult<IReadOnlyDictionary<string, long>>(
            All.GroupBy(order => order.Kitchen).ToDictionary(kitchen => kitchen.Key, kitchen => kitchen.LongCount()));
    }

    public async Task RemoveAsync(ParkedOrder order, CancellationToken cancellationToken)
    {
        while (Fails is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        _parked.TryRemove(KeyValuePair.Create((order.Kitchen, order.OrderId), order));
    }

    private void ThrowIfFailing()
    {
        if (Fails is not null)
            throw Fails;
    }
}
