using System.Collections.Concurrent;
using Orbital.Application.Kitchen.Displays;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Access;

/// <summary>The displays that came lately: one that taps and reads many times in a second is looked up once.</summary>
internal sealed class KnownDisplays(DisplayDesk desk, TimeProvider time)
{
    /// <summary>How long a display that another replica shut out may still come in here.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(1);

    private const int Most = 1_000;

    // By the hashes of their secrets.
    private readonly ConcurrentDictionary<string, (PairedDisplay Display, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    /// <returns>Null when nobody let it in, or not any more.</returns>
    public async ValueTask<PairedDisplay?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexString(DisplaySecret.HashOf(secret));
        var now = time.GetUtcNow();
        if (_known.TryGetValue(key, out var known) && now < known.Until)
            return known.Display;
        if (await desk.RecogniseAsync(secret, cancellationToken) is not { } display)
        {
            _known.TryRemove(key, out _);
            return null;
        }

        if (_known.Count >= Most)
            _known.Clear();
        _known[key] = (display, now + Trusted);
        return display;
    }

    /// <summary>Looks all of them up again: one was shut out or changed here.</summary>
    public void Forget() => _known.Clear();
}
