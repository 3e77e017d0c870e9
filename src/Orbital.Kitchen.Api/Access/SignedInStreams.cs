using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.Displays;

namespace Orbital.Kitchen.Api.Access;

/// <summary>
/// Ends event streams with the right to have them: when a token or a display expires, and when a display is shut out, at any replica. One
/// small query serves all displays that have a stream here.
/// </summary>
internal sealed partial class SignedInStreams(DisplayDesk desk, KnownDisplays known, TimeProvider time, ILogger<SignedInStreams> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<SignedInStream, Right> _streams = new();

    /// <summary>Begins to watch over a stream; dispose of it with the stream.</summary>
    public SignedInStream Open(HttpContext context)
    {
        var properties = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties;
        if (Caller.DisplayIdOf(context.User) is not { } display)
            return new SignedInStream(properties?.ExpiresUtc, time, _ => { });
        // A display's end moves while it is used: the query finds it.
        var stream = new SignedInStream(null, time, ended => _streams.TryRemove(ended, out var _));
        _streams[stream] = new Right(display, properties?.ExpiresUtc ?? DateTimeOffset.MaxValue);
        return stream;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (_streams.IsEmpty)
                    continue;
                EndExpired();
                await EndThoseOfStrangersAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is the only way out.
        }
    }

    // Also while nobody can be asked.
    private void EndExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (stream, right) in _streams.Where(stream => stream.Value.Until <= now))
            End(stream, right.Display);
    }

    private async Task EndThoseOfStrangersAsync(CancellationToken cancellationToken)
    {
        var open = _streams.ToArray();
        try
        {
            var paired = await desk.StillPairedAsync([.. open.Select(stream => stream.Value.Display).Distinct()], cancellationToken);
            foreach (var (stream, right) in open)
            {
                if (paired.TryGetValue(right.Display, out var until))
                    _streams.TryUpdate(stream, right with { Until = until }, right);
                else
                    End(stream, right.Display);
            }
        }
        catch (KitchenUnavailableException)
        {
            // Nobody can be shut out either while the database is away.
        }
    }

    private void End(SignedInStream stream, Guid display)
    {
        known.Forget();
        LogEnded(logger, display);
        stream.End();
    }

    private readonly record struct Right(Guid Display, DateTimeOffset Until);

    [LoggerMessage(LogLevel.Information, "The stream of display {Display} ends: it is not paired any more")]
    private static partial void LogEnded(ILogger logger, Guid display);
}

/// <summary>The right of one stream to go on.</summary>
internal sealed class SignedInStream : IDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly Action<SignedInStream> _onDispose;

    /// <param name="expiresAt">When it ends by itself; null when something else says so.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onDispose">Forgets it.</param>
    public SignedInStream(DateTimeOffset? expiresAt, TimeProvider time, Action<SignedInStream> onDispose)
    {
        _onDispose = onDispose;
        _ended = expiresAt is { } end ? new CancellationTokenSource(Until(end, time), time) : new CancellationTokenSource();
    }

    /// <summary>Cancelled when the stream must end.</summary>
    public CancellationToken Ended => _ended.Token;

    public void End()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        _onDispose(this);
        _ended.Dispose();
    }

    // A timer takes no longer than 49 days: a token that is good for longer ends a stream then, and opens the next one.
    private static TimeSpan Until(DateTimeOffset end, TimeProvider time)
    {
        var left = end - time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < TimeSpan.FromDays(30) ? left : TimeSpan.FromDays(30);
    }
}
