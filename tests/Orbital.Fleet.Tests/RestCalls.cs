using System.Collections.Concurrent;

namespace Orbital.Fleet.Tests;

/// <summary>Asks the kitchen over REST all the time, and keeps what is no answer.</summary>
internal sealed class RestCalls : IAsyncDisposable
{
    private const int Callers = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _calling;
    private int _answers;

    /// <param name="port">Of the load balancer.</param>
    public RestCalls(int port)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(100) };
        _calling = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));
    }

    public int Answers => _answers;

    /// <summary>What callers saw in place of an answer.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Makes no more calls, and waits for those that are under way.</summary>
    public async Task FinishAsync()
    {
        await _enough.CancelAsync();
        await _calling;
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        _enough.Dispose();
        _http.Dispose();
    }

    private async Task CallAsync()
    {
        while (!_enough.IsCancellationRequested)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri("/api/v1/batch-items?limit=1", UriKind.Relative));
                if (!response.IsSuccessStatusCode)
                    _failures.Enqueue($"{TimeProvider.System.GetUtcNow():O} {(int)response.StatusCode}");
                Interlocked.Increment(ref _answers);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                _failures.Enqueue($"{TimeProvider.System.GetUtcNow():O} {exception.Message}");
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
