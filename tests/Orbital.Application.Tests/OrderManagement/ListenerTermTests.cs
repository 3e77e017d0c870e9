using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class ListenerTermTests
{
    [Fact]
    public async Task A_stopping_listener_finishes_what_is_in_flight_saves_it_and_gives_the_lease_back()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 1, "the order is sent");

        var stopped = listener.StopAsync();
        listener.Kitchen.Answer("a");
        await stopped;

        listener.State.Checkpoint!.Token.ShouldBe("position of a");
        listener.State.Released.ShouldBe(1);
        listener.View.Feed.Role.ShouldBe(FeedRole.Stopped);
    }

    [Fact]
    public async Task A_stopping_listener_gives_up_a_send_that_does_not_end_and_leaves_the_checkpoint_before_it()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"), Changes.Valid("b"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 2, "the orders are sent");
        listener.Kitchen.Answer("a");
        await listener.UntilAsync(() => listener.View.Feed.Delivered == 1, "a is delivered");

        await listener.StopAsync();

        listener.State.Checkpoint!.Token.ShouldBe("position of a");
    }

    [Fact]
    public async Task A_listener_stands_by_while_another_works_and_then_takes_over()
    {
        await using var listener = new ListenerFixture();
        listener.State.Taken = true;
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "it stands by");
        listener.Feed.Opened.ShouldBeEmpty();

        listener.State.Taken = false;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Working, "it works");
    }

    [Fact]
    public async Task A_listener_that_lost_its_lease_stops_sending_and_stands_by()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.Holds = true;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.Kitchen.Sent.Count == 1, "the order is sent");

        listener.State.Taken = true;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "it stands by");

        listener.View.Feed.InFlight.ShouldBe(0);
        listener.State.Saves.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listener_that_lost_its_lease_does_not_go_on_telling_how_its_kitchen_was()
    {
        await using var listener = new ListenerFixture();
        listener.Kitchen.AnswersWith = SendOutcomeKind.Unavailable;
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.View.Kitchens.Any(kitchen => !kitchen.State.Open), "the kitchen is away");

        listener.State.Taken = true;
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Standby, "it stands by");

        listener.View.Kitchens.ShouldAllBe(kitchen => kitchen.State.Open);
    }

    [Fact]
    public async Task One_failed_renewal_ends_nothing_but_the_end_of_the_lease_does()
    {
        await using var listener = new ListenerFixture();
        listener.Start();
        await listener.UntilAsync(() => listener.View.Feed.Role == FeedRole.Working, "it works");

        listener.State.RenewalFails = new FeedUnavailableException("away");
        var failing = listener.Time.GetUtcNow();
        await listener.UntilAsync(() => listener.State.Term == 2, "it has asked for a new lease");

        (listener.Time.GetUtcNow() - failing).ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_checkpoint_of_a_later_term_ends_the_term()
    {
        await using var listener = new ListenerFixture();
        listener.State.SaveFails = new LeaseLostException("later term");
        listener.Start();
        listener.Feed.Brings(Changes.Valid("a"));
        await listener.UntilAsync(() => listener.State.Term == 2, "it has asked for a new lease");
    }

    [Fact]
    public async Task An_error_in_this_program_ends_the_listener_with_it()
    {
        await using var listener = new ListenerFixture();
        listener.Feed.FailsToOpen = new InvalidOperationException("a bug");
        listener.Start();
        await listener.UntilAsync(() => listener.Running.IsCompleted, "the listener has ended");

        (await Should.ThrowAsync<InvalidOperationException>(listener.Running)).Message.ShouldBe("a bug");
    }
}
