using System.Collections.Concurrent;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>Checkpoint and lease in memory, with the failures that the test wants.</summary>
internal sealed class SavedState(TimeProvider time) : ICheckpointStore, IListenerLease
{
    /// <summary>The saved position; null before a first start.</summary>
    public FeedPosition? Checkpoint { get; set; } = new("start");

    /// <summary>The unfinished reading that was saved with it.</summary>
    public CollectionReading? Reading { get; set; }

    /// <summary>What operators decided.</summary>
    public ConcurrentQueue<UnknownDocuments> Decisions { get; } = [];

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

    public Task<FeedCheckpoint?> LoadAsync(Lease lease, CancellationToken cancellationToken) =>
        Task.FromResult(Checkpoint is null ? null : new FeedCheckpoint(Checkpoint, Reading));

    public Task<bool> DecideAsync(UnknownDocuments decision, CancellationToken cancellationToken)
    {
        Decisions.Enqueue(decision);
        return Task.FromResult(Reading is not null);
    }

    public Task SaveAsync(FeedCheckpoint checkpoint, Lease lease, CancellationToken cancellationToken)
    {
        TriedToSave.Enqueue(time.GetUtcNow());
        if (SaveFails is not null)
            throw SaveFails;
        (Checkpoint, Reading) = (checkpoint.Position, checkpoint.Reading);
        Saves.Enqueue(checkpoint.Position.Token);
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
