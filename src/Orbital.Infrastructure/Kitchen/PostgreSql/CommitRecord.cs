namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>What the writer's last transactions came to: whether orders can be committed is known from it without asking.</summary>
internal sealed class CommitRecord(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long? _begun;
    private long? _committed;

    /// <summary>Why the last transaction failed; null when it did not.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
                return field;
        }
        private set;
    }

    /// <summary>How long the present transaction has been under way; zero when there is none.</summary>
    public TimeSpan UnderWay
    {
        get
        {
            lock (_gate)
                return _begun is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the last transaction was committed, and lately.</summary>
    public bool HasCommittedWithin(TimeSpan span)
    {
        lock (_gate)
            return Problem is null && _committed is { } at && time.GetElapsedTime(at) < span;
    }

    /// <summary>A transaction begins.</summary>
    public void Begin()
    {
        lock (_gate)
            _begun = time.GetTimestamp();
    }

    /// <summary>It is over, whatever it came to.</summary>
    public void End()
    {
        lock (_gate)
            _begun = null;
    }

    /// <summary>It was committed.</summary>
    public void Committed()
    {
        lock (_gate)
            (_committed, Problem) = (time.GetTimestamp(), null);
    }

    /// <summary>The database did not carry it out.</summary>
    public void Failed(Exception exception)
    {
        lock (_gate)
            Problem = DatabaseProblem.Of(exception);
    }

    /// <summary>All that an order writes can be written again.</summary>
    public void Recovered()
    {
        lock (_gate)
            Problem = null;
    }
}
