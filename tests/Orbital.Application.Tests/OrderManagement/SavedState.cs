using System.Collections.Concurrent;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>Checkpoint and lease in memory, with the failures that the test wants.</summary>
internal sealed class SavedState(TimeProvider time) : ICheckpointStore, IListenerLease
{
    public FeedPosition? Checkpoint { get; set; }

    public ConcurrentQueue<string> Saves { get; } = [];

    public ConcurrentQueue<DateTimeOffset> TriedToSave { get; } = [];

    /// <summary>True while another listener holds the lease.</summary>
    public bool Taken { get; set; }

    /// <summary>Thrown by each renewal while it is set.</summary>
    public Exception? RenewalFails { get; set; }

    /// <summary>Thrown by each attempt to take the lease while it is set.</summary>
    public Exception? AcquiringFails { get; set; }

    /// <summary>Thrown by each save while it is set.</summary>
    public Exception? SaveFails { get; set; }

    public ConcurrentQueue<DateTimeOffset> AskedForLease { get; } = [];

    public int Term { get; private set; }

    public int Released { get; private set; }

    public Task<FeedPosition?> LoadAsync(Lease lease, CancellationToken cancellationToken) => Task.FromResult(Checkpoint);

    public Task SaveAsync(FeedPosition position, Lease lease, CancellationToken cancellationToken)
    {
        TriedToSave.Enqueue(time.GetUtcNow());
        if (SaveFails is not null)
            throw SaveFails;
        Checkpoint = position;
        Saves.Enqueue(position.Token);
        return Task.CompletedTask;
    }

    public Task<Lease?> TryAcquireAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        AskedForLease.Enqueue(time.GetUtcNow());
        if (AcquiringFails is not null)
            throw AcquiringFails;
        return Task.FromResult(Taken ? null : new Lease(++Term, "me"));
    }

    public Task<bool> TryRenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        RenewalFails is null ? Task.FromResult(!Taken) : throw RenewalFails;

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        Released++;
        return Task.CompletedTask;
    }
}
