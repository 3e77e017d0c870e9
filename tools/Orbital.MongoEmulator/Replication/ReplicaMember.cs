using MongoDB.Bson;

namespace Orbital.MongoEmulator.Replication;

/// <summary>What the set's one member is at a moment; <see cref="Changed"/> ends with the next one.</summary>
internal sealed record MemberState(bool IsPrimary, int Term, BsonDocument TopologyVersion, Task Changed);

/// <summary>
/// The only member of the replica set: primary, or secondary for a time after it was told to step down. With nobody else
/// to vote it elects itself again when the time is up.
/// </summary>
internal sealed class ReplicaMember(MongoEmulatorOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ObjectId _processId = ObjectId.GenerateNewId();
    private TaskCompletionSource _changed = NewSignal();
    private ITimer? _election;
    private bool _isPrimary = true;
    private int _term = 1;
    private long _counter = 1;

    public MemberState Current
    {
        get
        {
            lock (_gate)
                return new MemberState(_isPrimary, _term, Version(), _changed.Task);
        }
    }

    /// <summary>False when it is no primary.</summary>
    public bool TryStepDown(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_isPrimary)
                return false;

            _isPrimary = false;
            ElectAfter(time);
            Announce();
            return true;
        }
    }

    /// <summary>Lets a secondary stand for election only after that time, zero for at once. False when it is primary.</summary>
    public bool TryFreeze(TimeSpan time)
    {
        lock (_gate)
        {
            if (_isPrimary)
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
        _election = options.TimeProvider.CreateTimer(_ => Elect(), state: null, time, Timeout.InfiniteTimeSpan);
    }

    private void Elect()
    {
        lock (_gate)
        {
            if (_isPrimary)
                return;

            _isPrimary = true;
            _term++;
            Announce();
        }
    }

    private void Announce()
    {
        _counter++;
        var signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }

    private BsonDocument Version() => new() { { "processId", _processId }, { "counter", _counter } };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
