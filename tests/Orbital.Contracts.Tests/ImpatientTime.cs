namespace Orbital.Contracts.Tests;

/// <summary>Pauses take no time and are written down; limits of silence take their time.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public List<int> Pauses { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > LongestPause)
            return base.CreateTimer(callback, state, dueTime, period);
        Pauses.Add((int)dueTime.TotalSeconds);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
