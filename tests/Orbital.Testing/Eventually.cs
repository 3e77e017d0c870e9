using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Orbital.Testing;

/// <summary>Waiting for an effect: by asking again until it holds or a deadline passes, never by sleeping and hoping.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>The deadline when none is given: generous, because only a failing test waits for it.</summary>
    public static TimeSpan DefaultDeadline { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Returns when the probe answers true.</summary>
    /// <exception cref="TimeoutException">It never did; names the probe, and carries its last exception.</exception>
    public static async Task BecomesTrueAsync(Func<Task<bool>> probe, TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(probe))] string description = "")
    {
        await BecomesAsync(async () => await probe() ? "true" : null, deadline, description);
    }

    /// <inheritdoc cref="BecomesTrueAsync(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task BecomesTrueAsync(Func<bool> probe, TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(probe))] string description = "") =>
        BecomesTrueAsync(() => Task.FromResult(probe()), deadline, description);

    /// <summary>Returns the first answer that is not null. A probe that throws is asked again.</summary>
    /// <exception cref="TimeoutException">There was none; names the probe, and carries its last exception.</exception>
    public static async Task<T> BecomesAsync<T>(Func<Task<T?>> probe, TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(probe))] string description = "")
        where T : class
    {
        var limit = deadline ?? DefaultDeadline;
        var watch = Stopwatch.StartNew();
        Exception? last = null;
        do
        {
            try
            {
                if (await probe() is { } answer)
                    return answer;
                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }
            await Task.Delay(Interval, TimeProvider.System);
        }
        while (watch.Elapsed < limit);
        throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {description}", last);
    }
}
