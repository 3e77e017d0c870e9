using System.Diagnostics;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Waits for something that other processes bring about, and fails after a deadline.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what, int withinSeconds = 15) =>
        TrueAsync(() => Task.FromResult(condition()), what, withinSeconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int withinSeconds = 15)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(withinSeconds), $"waited too long until {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
