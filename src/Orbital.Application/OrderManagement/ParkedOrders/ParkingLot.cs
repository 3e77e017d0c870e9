using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement.ParkedOrders;

/// <summary>
/// What is known of one kitchen's parked orders without asking the store. While any is parked, whatever else comes for this kitchen must go
/// behind it: that way two messages about one order never overtake each other.
/// </summary>
/// <param name="kitchen">The kitchen.</param>
/// <param name="store">Where the orders are.</param>
/// <param name="nextNumber">Numbers what is parked, for whichever kitchen.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of the first and of the last.</param>
internal sealed partial class ParkingLot(
    string kitchen, IParkedOrderStore store, Func<long> nextNumber, TimeProvider time, ILogger<ParkingLot> logger)
{
    /// <summary>Bytes of the longest document that is parked, so that a page of them fits in memory. Orders take far less.</summary>
    public const int LongestDocument = 1024 * 1024;

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private ParkedState _state = new(0, null);
    private long _arrivals;
    private int _arriving;

    public bool IsEmpty => State.Since is null;

    public ParkedState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>Counts what was parked: a read of the store that began at the same count has seen all of it.</summary>
    public long Arrivals
    {
        get
        {
            lock (_lock)
                return _arrivals;
        }
    }

    /// <summary>Ends when there is a reason to look into the store again.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    /// <summary>Parks a message; completes once it is durably stored.</summary>
    /// <param name="change">What the feed brought.</param>
    /// <param name="part">What this kitchen must get of it; null when nobody wants the order any more.</param>
    /// <param name="isPart">Other kitchens get something too.</param>
    /// <param name="term">The listener's term.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ParkAsync(OrderChange change, Order? part, bool isPart, long term, CancellationToken cancellationToken)
    {
        ParkedOrder order;
        lock (_lock)
        {
            Fill();
            _arriving++;
            order = new ParkedOrder
            {
                Kitchen = kitchen,
                OrderId = change.DocumentId!,
                Term = term,
                Number = nextNumber(),
                At = time.GetUtcNow(),
                Order = part,
                IsPart = isPart,
                Change = change,
            };
        }

        try
        {
            await store.ParkAsync(order, term, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _arriving--;
                _arrivals++;
            }

            Signal();
        }
    }

    /// <summary>Takes over what the store holds when a term begins.</summary>
    public void Load(long count)
    {
        lock (_lock)
        {
            _state = new ParkedState(count, null);
            if (count > 0)
                Fill();
        }

        Signal();
    }

    /// <summary>The store holds orders that this listener did not park itself.</summary>
    public void Found()
    {
        lock (_lock)
            Fill();
    }

    /// <summary>The store was counted.</summary>
    public void Counted(long count)
    {
        lock (_lock)
        {
            if (_state.Since is not null)
                _state = _state with { Count = count };
        }
    }

    /// <summary>The store held nothing: the lot is empty, unless something has arrived since.</summary>
    /// <param name="arrivals">The count of arrivals before the store was read.</param>
    public void FoundEmpty(long arrivals)
    {
        lock (_lock)
        {
            if (_arriving > 0 || _arrivals != arrivals || _state.Since is not { } since)
                return;
            _state = new ParkedState(0, null);
            LogEmpty(kitchen, time.GetUtcNow() - since);
        }
    }

    public void Signal()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    private void Fill()
    {
        if (_state.Since is not null)
            return;
        _state = _state with { Since = time.GetUtcNow() };
        LogParking(kitchen);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Orders for kitchen {Kitchen} are parked until it has taken those before them")]
    private partial void LogParking(string kitchen);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kitchen {Kitchen} has taken all its parked orders, after {Duration}")]
    private partial void LogEmpty(string kitchen, TimeSpan duration);
}

/// <summary>What is parked for a kitchen, as far as this listener knows.</summary>
/// <param name="Count">Orders, when the store was last counted: every few seconds.</param>
/// <param name="Since">Since when there is any; null when there is none.</param>
public sealed record ParkedState(long Count, DateTimeOffset? Since);
