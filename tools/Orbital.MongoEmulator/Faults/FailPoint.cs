using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Faults;

/// <summary>A place where the server can be told to fail, with mongod's rules for how often.</summary>
internal sealed class FailPoint(string name, params string[] fields)
{
    private readonly Lock _gate = new();
    private FailPointMode _mode;
    private FailPointData _data = FailPointData.None;
    private double _remaining;
    private long _timesEntered;
    private TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name { get; } = name;

    /// <summary>The fields that its data may have.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;

    /// <summary>How often it was entered since the server started; configuring it again does not start over.</summary>
    public long Configure(FailPointMode mode, FailPointData data)
    {
        lock (_gate)
        {
            _mode = mode;
            _remaining = mode.Value;
            _data = data;
            return _timesEntered;
        }
    }

    /// <summary>What to do now; null when it is off, this one is not concerned, or it is not its turn. Only who is concerned counts.</summary>
    public FailPointData? Enter(Func<FailPointData, bool> isConcerned)
    {
        lock (_gate)
        {
            if (_mode.Activation == FailPointActivation.Off || !isConcerned(_data) || !IsTurn())
                return null;

            _timesEntered++;
            _entered.SetResult();
            _entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _data;
        }
    }

    /// <summary>False when it was not entered so often in time.</summary>
    public async ValueTask<bool> WaitAsync(long timesEntered, Deadline deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task entered;
            lock (_gate)
            {
                if (_timesEntered >= timesEntered)
                    return true;

                entered = _entered.Task;
            }

            if (!await deadline.WaitAsync(entered, cancellationToken))
                return false;
        }
    }

    private bool IsTurn() => _mode.Activation switch
    {
        FailPointActivation.Times => --_remaining >= 0,
        FailPointActivation.Skip => --_remaining < 0,
        FailPointActivation.Probability => Random.Shared.NextDouble() < _mode.Value,
        _ => true,
    };
}
