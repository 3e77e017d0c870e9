using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class KitchenGateTests : IDisposable
{
    private static readonly SendOutcome Delivered = new(SendOutcomeKind.Delivered, "");
    private static readonly SendOutcome Away = new(SendOutcomeKind.Unavailable, "Unavailable: no connection");
    private static readonly SendOutcome Faulted = new(SendOutcomeKind.Faulted, "Internal: oops");

    private readonly FakeTimeProvider _time = new();
    private readonly KitchenGate _gate;

    public KitchenGateTests() => _gate = new KitchenGate("Default", _time, NullLogger<KitchenGate>.Instance);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task Attempts_of_a_kitchen_that_is_away_come_after_exactly_the_delays_of_the_schedule()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60, 60, 60 })
        {
            var next = _gate.EnterAsync(CancellationToken.None);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            next.IsCompleted.ShouldBeFalse($"the attempt came before {seconds} s");
            _time.Advance(TimeSpan.FromTicks(1));
            _gate.Leave(await next, Away);
        }

        _gate.State.Failures.ShouldBe(11);
    }

    [Fact]
    public async Task Attempts_that_fail_together_count_as_one_failure()
    {
        var passes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _gate.EnterAsync(CancellationToken.None)));
        foreach (var pass in passes)
            _gate.Leave(pass, Away);

        _gate.State.Failures.ShouldBe(1);
        _gate.State.RetryAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task One_order_tries_and_its_success_lets_all_others_go()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        var waiting = Enumerable.Range(0, 3).Select(_ => _gate.EnterAsync(CancellationToken.None)).ToArray();

        _time.Advance(TimeSpan.FromSeconds(1));
        var probe = await waiting[0];
        waiting[1].IsCompleted.ShouldBeFalse();
        waiting[2].IsCompleted.ShouldBeFalse();

        _gate.Leave(probe, Delivered);
        await Task.WhenAll(waiting);
        _gate.State.Open.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_order_tries_each_time()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        var first = _gate.EnterAsync(CancellationToken.None);
        var second = _gate.EnterAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(1));
        _gate.Leave(await first, Away);
        var firstAgain = _gate.EnterAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));
        await second;

        firstAgain.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_try_that_is_given_up_passes_to_the_next_order()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        var first = _gate.EnterAsync(CancellationToken.None);
        var second = _gate.EnterAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));

        _gate.Leave(await first, outcome: null);

        (await second).Probe.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancelled_order_does_not_take_the_try_with_it()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        using var cancel = new CancellationTokenSource();
        var cancelled = _gate.EnterAsync(cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);

        _time.Advance(TimeSpan.FromSeconds(1));

        (await _gate.EnterAsync(CancellationToken.None)).Probe.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fault_holds_nobody_back_while_the_kitchen_takes_orders()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Faulted);

        _gate.State.Open.ShouldBeTrue();
    }

    [Fact]
    public async Task A_kitchen_that_answers_with_faults_alone_is_known_by_it_until_it_takes_an_order()
    {
        var first = _time.GetUtcNow();
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Faulted);
        _time.Advance(TimeSpan.FromSeconds(5));
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Faulted);
        (_gate.State.FailingSince, _gate.State.Reason).ShouldBe((first, "Internal: oops"));

        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Delivered);

        (_gate.State.FailingSince, _gate.State.Reason).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_fault_does_not_open_a_kitchen_that_was_away()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        _time.Advance(TimeSpan.FromSeconds(1));
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Faulted);

        _gate.State.Open.ShouldBeFalse();
        _gate.State.Failures.ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_of_one_order_shows_that_the_kitchen_is_there()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        _time.Advance(TimeSpan.FromSeconds(1));
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), new SendOutcome(SendOutcomeKind.Refused, "InvalidArgument"));

        _gate.State.Open.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_forgotten_of_a_kitchen_says_nothing_later()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), Away);
        _time.Advance(TimeSpan.FromSeconds(1));
        var late = await _gate.EnterAsync(CancellationToken.None);

        _gate.Forget();
        _gate.Leave(late, Away);

        _gate.State.ShouldBe(new KitchenState { Open = true, Since = _time.GetUtcNow() });
        (await _gate.EnterAsync(CancellationToken.None)).Probe.ShouldBeFalse();
    }

    [Fact]
    public async Task Being_shut_out_is_an_alarm()
    {
        _gate.Leave(await _gate.EnterAsync(CancellationToken.None), new SendOutcome(SendOutcomeKind.NotAllowed, "PermissionDenied: no"));

        _gate.State.Alarm.ShouldBeTrue();
        _gate.State.Reason.ShouldBe("PermissionDenied: no");
    }
}
