namespace Orbital.Application.OrderManagement;

/// <summary>The one schedule of retries: 1, 2, 4, 8, 16, 32, 60, 60 … seconds, without jitter and without an end.</summary>
public static class BackOffSchedule
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait after this many failures in a row, counted from 1.</summary>
    public static TimeSpan DelayAfter(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        return failures > 6 ? Longest : TimeSpan.FromSeconds(1 << (failures - 1));
    }
}
