namespace Orbital.MongoEmulator.Commands;

/// <summary>How long a reply may still wait.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan maxWait)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>False when the time is up.</summary>
    public async ValueTask<bool> WaitAsync(Task signal, CancellationToken cancellationToken)
    {
        var remaining = maxWait - time.GetElapsedTime(_start);
        if (remaining <= TimeSpan.Zero)
            return false;

        try
        {
            await signal.WaitAsync(remaining, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            // One more look at the log, so that the token can move on; the next wait ends at once.
            return true;
        }
    }
}
