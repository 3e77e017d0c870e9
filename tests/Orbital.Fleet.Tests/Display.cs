using System.Collections.Concurrent;

namespace Orbital.Fleet.Tests;

/// <summary>
/// Follows the events from the first on as a display does: it comes back with the last number that it has seen, and each must be the next.
/// </summary>
internal sealed class Display : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _following;
    private long _last;

    /// <param name="port">Of the load balancer.</param>
    public Display(int port)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Timeout.InfiniteTimeSpan };
        _following = FollowAsync();
    }

    /// <summary>Number of the last event.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>What a display must never see: a gap, a repetition, a reset.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _following;
        _stopped.Dispose();
        _http.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await FollowOneAsync();
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
            {
                // Cut, or nobody is there.
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task FollowOneAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", $"{Last}");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stopped.Token);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(_stopped.Token));
        while (await lines.ReadLineAsync(_stopped.Token) is { } line)
        {
            if (line == "event: reset")
                _wrong.Enqueue($"reset after {Last}");
            if (!line.StartsWith("id: ", StringComparison.Ordinal))
                continue;
            var number = long.Parse(line.AsSpan(4));
            if (number != Last + 1)
                _wrong.Enqueue($"{number} after {Last}");
            Interlocked.Exchange(ref _last, number);
        }
    }
}
