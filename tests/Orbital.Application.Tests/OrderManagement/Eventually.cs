using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>Waits for something that other threads bring about, and fails after a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Deadline, $"waited too long until {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>Turns the clock in small steps until the condition holds; the step bounds how exact the times seen are.</summary>
    public static async Task TrueWhileTimePassesAsync(FakeTimeProvider time, TimeSpan step, Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Deadline, $"waited too long until {what}");
            time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
