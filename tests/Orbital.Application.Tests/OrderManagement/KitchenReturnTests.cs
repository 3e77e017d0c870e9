using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>A kitchen that comes back while an order waits for its next attempt.</summary>
public sealed class KitchenReturnTests : IDisposable
{
    private static readonly SendOutcome Away = new(SendOutcomeKind.Unavailable, "Unavailable: no connection");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly KitchenGate _gate;

    // Each time that the kitchen is asked whether it is there; answering runs what waits for the answer.
    private readonly Channel<TaskCompletionSource<bool>> _asked = Channel.CreateUnbounded<TaskCompletionSource<bool>>();

    public KitchenReturnTests() => _gate = new KitchenGate("Default", _time, NullLogger<KitchenGate>.Instance, _ =>
    {
        var answer = new TaskCompletionSource<bool>();
        _asked.Writer.TryWrite(answer);
        return answer.Task;
    });

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task It_ends_the_wait_when_it_was_seen_away_and_says_that_it_is_there()
    {
        var asked = await FailAsync(7);
        var next = _gate.EnterAsync(CancellationToken.None);
        asked.SetResult(false);
        _time.Advance(Second);

        (await AskedAsync()).SetResult(true);

        (await next.WaitAsync(Patience)).Probe.ShouldBeTrue();
        _gate.State.Failures.ShouldBe(7);
    }

    [Fact]
    public async Task One_that_says_all_the_time_that_it_is_there_and_takes_nothing_is_tried_by_the_schedule_alone()
    {
        var asked = await FailAsync(4);
        var next = _gate.EnterAsync(CancellationToken.None);
        for (var second = 0; second < 7; second++)
        {
            asked.SetResult(true);
            _time.Advance(Second);
            asked = await AskedAsync();
        }

        asked.SetResult(true);
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(Second);
        (await next.WaitAsync(Patience)).Probe.ShouldBeTrue();
    }

    [Fact]
    public async Task Its_return_and_the_schedule_together_let_one_order_try()
    {
        var asked = await FailAsync(3);
        var next = _gate.EnterAsync(CancellationToken.None);
        var another = _gate.EnterAsync(CancellationToken.None);
        asked.SetResult(false);
        _time.Advance(Second);
        (await AskedAsync()).SetResult(true);
        await next.WaitAsync(Patience);

        _time.Advance(TimeSpan.FromSeconds(60));

        another.IsCompleted.ShouldBeFalse();
    }

    // Until there were so many failures in a row; leaves the question that follows the last of them.
    private async Task<TaskCompletionSource<bool>> FailAsync(int failures)
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        while (_gate.State.Failures < failures)
        {
            await AskedAsync();
            var attempt = _gate.EnterAsync(CancellationToken.None);
            _time.Advance(_gate.State.RetryAt!.Value - _time.GetUtcNow());
            _gate.Leave(await attempt.WaitAsync(Patience), Away);
        }

        return await AskedAsync();
    }

    private Task<TaskCompletionSource<bool>> AskedAsync() => _asked.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}
