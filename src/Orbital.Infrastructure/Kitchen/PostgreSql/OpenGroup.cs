namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// The group that gathers while the last one commits. New orders are decided as they come, on their caller's thread and on what
/// <see cref="OwnLastCommit"/> remembers, so that nothing but writing is left to do when the turn comes.
/// </summary>
internal sealed class OpenGroup(DatabaseTime time)
{
    private const int MaxDecisions = 512;

    private readonly Lock _gate = new();
    private readonly OwnLastCommit _memory = new();
    private DecidedGroup? _group;

    /// <summary>Decides at once, if memory serves; if not, the decision has to wait until its state has been read.</summary>
    public bool TryJoin(WaitingDecision decision)
    {
        lock (_gate)
        {
            if (!_memory.Covers(decision.Scope) || _group?.Decisions.Count >= MaxDecisions)
                return false;
            _group ??= _memory.Begin(time.GetUtcNow());
            _memory.LoadInto(_group.Work, decision.Scope);
            _group.Add(decision);
            return true;
        }
    }

    /// <summary>Hands the group over to be written, and begins the next one on what it will have come to.</summary>
    /// <param name="thenClose">Whether a transaction that reads comes next: nobody joins until <see cref="Remember"/>.</param>
    /// <returns>Null when there is none.</returns>
    public DecidedGroup? Take(bool thenClose)
    {
        lock (_gate)
        {
            var taken = _group;
            _group = null;
            if (taken is not null)
                _memory.Remember(taken);
            if (thenClose)
                _memory.Close();
            return taken;
        }
    }

    /// <summary>Takes in what a transaction that read the database has come to.</summary>
    public void Remember(DecidedGroup committed)
    {
        lock (_gate)
            _memory.Remember(committed);
    }

    /// <summary>Forgets all: a group that was handed over is not, or not surely, written.</summary>
    /// <returns>Those who joined since; their decisions must be made again.</returns>
    public IReadOnlyList<WaitingDecision> Forget()
    {
        lock (_gate)
        {
            var undone = _group?.Decisions ?? [];
            _group = null;
            _memory.Forget();
            return undone;
        }
    }
}
