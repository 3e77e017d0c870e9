using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class ReplayOfSplitOrderTests : IDisposable
{
    private readonly ScriptedKitchen _south = new("South");
    private readonly ScriptedKitchen _north = new("North");
    private readonly IDeadLetterStore _store = Substitute.For<IDeadLetterStore>();
    private readonly DeadLetter _letter = new() { DocumentId = "a", Reason = "before" };
    private readonly KitchenLanes _lanes;
    private readonly ReplayDeadLetterHandler _handler;

    public ReplayOfSplitOrderTests()
    {
        var time = new FakeTimeProvider();
        var routing = new OrderRouting([new RoutingRule("North") { Stations = ["Bar"] }], "South");
        _lanes = new KitchenLanes([_south, _north], routing, new ParkedInMemory(), new WatchOrdersOptions(), time, NullLoggerFactory.Instance);
        _handler = new ReplayDeadLetterHandler(_store, _lanes, time, NullLogger<ReplayDeadLetterHandler>.Instance);
        _store.FindAsync("a", Arg.Any<CancellationToken>()).Returns(_letter);
        _store.ReadDocumentAsync(_letter, Arg.Any<CancellationToken>()).Returns(Changes.Valid("a", stations: ["Grill", "Bar"]));
    }

    public void Dispose() => _lanes.Dispose();

    [Fact]
    public async Task Each_kitchen_gets_its_part_and_the_letter_is_removed()
    {
        (await ReplayAsync()).Outcome.ShouldBe(ReplayOutcome.Delivered);

        _south.Orders.ShouldHaveSingleItem().Items.ShouldHaveSingleItem().StationName.ShouldBe("Grill");
        _north.Orders.ShouldHaveSingleItem().Items.ShouldHaveSingleItem().StationName.ShouldBe("Bar");
        await _store.Received(1).RemoveAsync(_letter, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task While_one_kitchen_is_away_the_letter_stays_as_it_is()
    {
        _north.AnswersWith = SendOutcomeKind.Unavailable;

        (await ReplayAsync()).Outcome.ShouldBe(ReplayOutcome.KitchenAway);

        await _store.DidNotReceiveWithAnyArgs().RemoveAsync(default!, default);
        await _store.DidNotReceiveWithAnyArgs().AddAsync(default!, default);
    }

    [Fact]
    public async Task When_one_kitchen_refuses_the_letter_says_why()
    {
        _north.AnswersWith = SendOutcomeKind.Refused;

        (await ReplayAsync()).ShouldBe(new Replay(ReplayOutcome.Refused, "Refused"));

        await _store.Received(1).AddAsync(Arg.Is<DeadLetter>(letter => letter.Reason == "Refused"), Arg.Any<CancellationToken>());
        await _store.DidNotReceiveWithAnyArgs().RemoveAsync(default!, default);
    }

    private async Task<Replay> ReplayAsync() =>
        (await _handler.Handle(new ReplayDeadLetter("a"), TestContext.Current.CancellationToken)).ShouldNotBeNull();
}
