using MongoDB.Bson;

namespace Orbital.MongoEmulator.Replication;

/// <summary>What the set's one member is at a moment; <see cref="Changed"/> ends with the next one.</summary>
internal sealed record MemberState(bool IsPrimary, int Term, BsonDocument TopologyVersion, Task Changed);

/// <summary>
/// The only member of the replica set: primary, or secondary for a time after it was told to step down. With nobody else
/// to vote it elects itself again when the time is up.
/// </summary>
internal sealed class ReplicaMember : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ObjectId _processId = ObjectId.GenerateNewId();
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = NewSignal();
    private volatile MemberState _current;
    private ITimer? _election;

    public ReplicaMember(MongoEmulatorOptions options)
    {
        _time = options.TimeProvider;
        _current = State(isPrimary: true, term: 1, counter: 1);
    }

    public MemberState Current => _current;

    /// <summary>False when it is no primary.</summary>
    public bool TryStepDown(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_current.IsPrimary)
                return false;

            Become(isPrimary: false, _current.Term);
            ElectAfter(time);
            return true;
        }
    }

    /// <summary>Lets a secondary stand for election only after that time, zero for at once. False when it is primary.</summary>
    public bool TryFreeze(TimeSpan time)
    {
        lock (_gate)
        {
            if (_current.IsPrimary)
                return false;

            if (time == TimeSpan.Zero)
                Elect();
            else
                ElectAfter(time);
            return true;
        }
    }

    public void Dispose() => _election?.Dispose();

    private void ElectAfter(TimeSpan time)
    {
        _election?.Dispose();
        _election = _time.CreateTimer(_ => Elect(), state: null, time, Timeout.InfiniteTimeSpan);
    }

    private void Elect()
    {
        lock (_gate)
        {
            if (!_current.IsPrimary)
                Become(isPrimary: true, _current.Term + 1);
        }
    }

    private void Become(bool isPrimary, int term)
    {
        var ended = _changed;
        _changed = NewSignal();
        _current = State(isPrimary, term, _current.TopologyVersion["counter"].AsInt64 + 1);
        ended.SetResult();
    }

    private MemberState State(bool isPrimary, int term, long counter) =>
        new(isPrimary, term, new BsonDocument { { "processId", _processId }, { "counter", counter } }, _changed.Task);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
