using System.Collections.Concurrent;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>
/// A display that comes back: whenever its stream ends or is cut, it goes to some replica with the last id that it has seen, and checks that
/// the next event is the next number.
/// </summary>
internal sealed class WanderingReader : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<KitchenReplica> _replicas;
    private readonly bool _isCutOften;
    private readonly Random _random;
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _following;
    private long _last;
    private int _streams;

    /// <param name="replicas">Where to go.</param>
    /// <param name="first">The replica to go to first.</param>
    /// <param name="seed">Of the choice of the others.</param>
    /// <param name="isCutOften">Whether its connections are aborted at moments that nobody can foresee.</param>
    public WanderingReader(IReadOnlyList<KitchenReplica> replicas, KitchenReplica first, int seed, bool isCutOften = false)
    {
        (_replicas, _isCutOften, _random) = (replicas, isCutOften, new Random(seed));
        _following = FollowAsync(first);
    }

    /// <summary>Number of the last event; it starts before the first one.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>How many streams it has had.</summary>
    public int Streams => _streams;

    /// <summary>What a display must never see: a gap, a repetition, a reset.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _following;
        _stopped.Dispose();
    }

    private async Task FollowAsync(KitchenReplica replica)
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await using var stream = await EventReader.OpenAsync(replica.Http, lastEventId: $"{Last}");
                using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
                if (_isCutOften)
                    cut.CancelAfter(TimeSpan.FromMilliseconds(_random.Next(5, 80)));
                _streams++;
                while (await stream.NextAsync(cut: cut.Token) is { } message)
                    Take(message);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
            {
                // Cut, or the replica is gone.
            }

            replica = _replicas[_random.Next(_replicas.Count)];
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private void Take(SseMessage message)
    {
        if (message.Id != Last + 1 || message.Data.GetProperty("sequence").GetInt64() != message.Id)
            _wrong.Enqueue($"{message.Event} {message.Id} after {Last}");
        Interlocked.Exchange(ref _last, message.Id ?? message.Data.GetProperty("sequence").GetInt64());
    }
}
