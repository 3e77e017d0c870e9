using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class DeliverOrderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly IKitchenGateway _kitchen = Substitute.For<IKitchenGateway>();
    private readonly IDeadLetterStore _deadLetters = Substitute.For<IDeadLetterStore>();
    private readonly List<DeadLetter> _letters = [];
    private readonly KitchenLanes _lanes;
    private readonly DeliverOrderHandler _handler;

    public DeliverOrderTests()
    {
        _kitchen.Name.Returns("Default");
        var options = new WatchOrdersOptions();
        _lanes = new KitchenLanes(
            [_kitchen], new OrderRouting([], "Default"), new ParkedInMemory(), options, _time, NullLoggerFactory.Instance);
        _deadLetters.AddAsync(Arg.Do<DeadLetter>(_letters.Add), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
        var finished = new FinishedOrders();
        _handler = new DeliverOrderHandler(
            _lanes,
            new KitchenSender(finished, options, _time, NullLogger<KitchenSender>.Instance),
            finished,
            new DeadLetterOffice(_deadLetters, _time, NullLogger<DeadLetterOffice>.Instance),
            new MendedLetters(_deadLetters, NullLogger<MendedLetters>.Instance),
            NullLogger<DeliverOrderHandler>.Instance);
    }

    public void Dispose() => _lanes.Dispose();

    [Fact]
    public async Task An_order_that_the_kitchen_takes_is_delivered()
    {
        Answer(SendOutcomeKind.Delivered);

        (await DeliverAsync(Changes.Valid("a"))).ShouldBe(Delivery.Delivered);

        await _kitchen.Received(1).SendAsync(Arg.Is<Order>(order => order.Id == "a"), Arg.Any<CancellationToken>());
        _letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_is_no_order_is_set_aside_whole_and_never_sent()
    {
        var change = Changes.Valid("a") with { Document = new SourceDocument { Id = "a" }, Raw = new byte[] { 1, 2, 3 } };

        (await DeliverAsync(change)).ShouldBe(Delivery.SetAside);

        var letter = _letters.ShouldHaveSingleItem();
        letter.DocumentId.ShouldBe("a");
        letter.Reason.ShouldBe("StationOrders must hold at least one item");
        letter.Raw.ToArray().ShouldBe([1, 2, 3]);
        letter.Attempts.ShouldBe(0);
        letter.At.ShouldBe(_time.GetUtcNow());
        letter.Position.ShouldBe(change.Position);
        await _kitchen.DidNotReceiveWithAnyArgs().SendAsync(default!, default);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_set_aside_with_the_reason()
    {
        var change = Changes.Valid("a") with { Document = null, Unreadable = new Rejection("document", "must be valid BSON") };

        (await DeliverAsync(change)).ShouldBe(Delivery.SetAside);

        _letters.ShouldHaveSingleItem().Reason.ShouldBe("document must be valid BSON");
    }

    [Fact]
    public async Task An_order_that_the_kitchen_will_never_take_is_set_aside_after_one_attempt()
    {
        Answer(SendOutcomeKind.Refused);

        (await DeliverAsync(Changes.Valid("a"))).ShouldBe(Delivery.SetAside);

        _letters.ShouldHaveSingleItem().Attempts.ShouldBe(1);
        await _kitchen.ReceivedWithAnyArgs(1).SendAsync(default!, default);
    }

    [Fact]
    public async Task A_cancelled_document_cancels_its_order_once_and_sends_nothing()
    {
        _kitchen.CancelAsync(default!, default).ReturnsForAnyArgs(new SendOutcome(SendOutcomeKind.Delivered, ""));
        // Nothing but the id is needed: what else is wrong with the document does not matter.
        var change = Changes.Valid("a") with { Document = new SourceDocument { Id = "a", IsCancelled = true }, IsUpdate = true };

        (await DeliverAsync(change)).ShouldBe(Delivery.Cancelled);
        (await DeliverAsync(change)).ShouldBe(Delivery.Unchanged);

        await _kitchen.Received(1).CancelAsync("a", Arg.Any<CancellationToken>());
        await _kitchen.DidNotReceiveWithAnyArgs().SendAsync(default!, default);
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_is_set_aside()
    {
        _kitchen.CancelAsync(default!, default).ReturnsForAnyArgs(new SendOutcome(SendOutcomeKind.Refused, "FailedPrecondition: handed off"));
        var change = Changes.Valid("a") with { Document = new SourceDocument { Id = "a", IsCancelled = true }, IsUpdate = true };

        (await DeliverAsync(change)).ShouldBe(Delivery.SetAside);

        _letters.ShouldHaveSingleItem().Reason.ShouldBe("FailedPrecondition: handed off");
    }

    [Fact]
    public async Task A_change_that_does_not_concern_the_kitchen_is_not_sent()
    {
        Answer(SendOutcomeKind.Delivered);
        await DeliverAsync(Changes.Valid("a"));

        (await DeliverAsync(Changes.Valid("a") with { IsUpdate = true })).ShouldBe(Delivery.Unchanged);

        await _kitchen.ReceivedWithAnyArgs(1).SendAsync(default!, default);
    }

    [Fact]
    public async Task A_change_of_an_order_that_the_kitchen_has_is_reported_once()
    {
        Answer(SendOutcomeKind.Delivered);
        await DeliverAsync(Changes.Valid("a"));
        Answer(SendOutcomeKind.Refused);
        var changed = Changes.Valid("a") with { IsUpdate = true };
        changed = changed with { Document = changed.Document! with { BrandName = "Other" } };

        (await DeliverAsync(changed)).ShouldBe(Delivery.SetAside);
        (await DeliverAsync(changed)).ShouldBe(Delivery.Unchanged);

        _letters.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_document_that_was_set_aside_and_is_mended_is_delivered_and_its_letter_removed()
    {
        Answer(SendOutcomeKind.Delivered);
        await DeliverAsync(Changes.Valid("a") with { Document = new SourceDocument { Id = "a" } });
        _deadLetters.FindAsync("a", Arg.Any<CancellationToken>()).Returns(_letters[0]);

        (await DeliverAsync(Changes.Valid("a") with { IsUpdate = true })).ShouldBe(Delivery.Delivered);

        await _deadLetters.Received(1).RemoveAsync(_letters[0], Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(SendOutcomeKind.Unavailable)]
    [InlineData(SendOutcomeKind.NotAllowed)]
    public async Task While_the_kitchen_takes_nothing_the_order_is_retried_for_ever(SendOutcomeKind kind)
    {
        var sends = 0;
        _kitchen.SendAsync(default!, default).ReturnsForAnyArgs(_ =>
            new SendOutcome(Interlocked.Increment(ref sends) <= 20 ? kind : SendOutcomeKind.Delivered, ""));

        var delivery = DeliverAsync(Changes.Valid("a"));
        await Eventually.TrueWhileTimePassesAsync(_time, TimeSpan.FromSeconds(30), () => delivery.IsCompleted, "the order is delivered");

        (await delivery).ShouldBe(Delivery.Delivered);
        sends.ShouldBe(21);
    }

    [Fact]
    public async Task A_fault_is_tried_five_times_and_set_aside_while_other_orders_get_through()
    {
        _kitchen.SendAsync(default!, default).ReturnsForAnyArgs(call =>
            new SendOutcome(call.Arg<Order>().Id == "bad" ? SendOutcomeKind.Faulted : SendOutcomeKind.Delivered, "Internal"));

        var bad = DeliverAsync(Changes.Valid("bad"));
        await Eventually.TrueWhileTimePassesAsync(
            _time, TimeSpan.FromSeconds(1), () => DeliverAsync(Changes.Valid("good")).IsCompleted && bad.IsCompleted, "the order is set aside");

        (await bad).ShouldBe(Delivery.SetAside);
        _letters.ShouldHaveSingleItem().Attempts.ShouldBe(5);
    }

    [Fact]
    public async Task A_fault_is_tried_for_ever_while_no_order_gets_through()
    {
        var sends = 0;
        _kitchen.SendAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            Interlocked.Increment(ref sends);
            return new SendOutcome(SendOutcomeKind.Faulted, "Internal");
        });

        var delivery = DeliverAsync(Changes.Valid("a"));
        await Eventually.TrueWhileTimePassesAsync(_time, TimeSpan.FromSeconds(30), () => sends >= 12, "twelve attempts are made");

        delivery.IsCompleted.ShouldBeFalse();
        _letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_got_through_before_an_outage_lets_no_fault_be_set_aside()
    {
        var (sends, outage) = (0, false);
        _kitchen.SendAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            var good = call.Arg<Order>().Id == "good" && !outage;
            sends += good ? 0 : 1;
            return new SendOutcome(good ? SendOutcomeKind.Delivered : SendOutcomeKind.Faulted, "Internal");
        });

        var delivery = DeliverAsync(Changes.Valid("a"));
        await DeliverAsync(Changes.Valid("good"));
        outage = true;
        await Eventually.TrueWhileTimePassesAsync(_time, TimeSpan.FromSeconds(30), () => sends >= 12, "twelve attempts are made");

        delivery.IsCompleted.ShouldBeFalse();
        _letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_ends_the_waiting_between_attempts()
    {
        Answer(SendOutcomeKind.Unavailable);
        using var stopping = new CancellationTokenSource();

        var delivery = _handler.Handle(new DeliverOrder(Changes.Valid("a"), Term: 1, stopping.Token), CancellationToken.None);
        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(delivery);
    }

    private void Answer(SendOutcomeKind kind) =>
        _kitchen.SendAsync(default!, default).ReturnsForAnyArgs(new SendOutcome(kind, $"{kind}"));

    private Task<Delivery> DeliverAsync(OrderChange change) =>
        _handler.Handle(new DeliverOrder(change, Term: 1, CancellationToken.None), CancellationToken.None);
}
