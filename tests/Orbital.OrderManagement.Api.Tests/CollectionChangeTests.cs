using MongoDB.Bson;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>What happens to the watched collection as a whole, under one running service: no order falls into a gap.</summary>
public sealed class CollectionChangeTests(CollectionChangeTests.RunningService running) : IClassFixture<CollectionChangeTests.RunningService>
{
    private ServiceUnderFault Under => running.Under;

    [Fact]
    public async Task Dropped_and_made_again()
    {
        await Under.DeliversAsync("before drop");
        await Under.Source.InsertAsync(SourceOrders.Order("just before drop"));
        await Under.Source.DropAsync();

        await Under.DeliversAsync("after drop");
        await Under.ArriveAsync("just before drop");
    }

    [Fact]
    public async Task Renamed_away_and_made_again()
    {
        await Under.DeliversAsync("before archive");
        await Under.Source.InsertAsync(SourceOrders.Order("just before archive"));
        await Under.AdminAsync("{ renameCollection: 'orbital.orders', to: 'orbital.archive' }");

        await Under.DeliversAsync("after archive");
        await Under.ArriveAsync("just before archive");
    }

    [Fact]
    public async Task Replaced_by_another_that_is_renamed_onto_it()
    {
        await Under.DeliversAsync("before import");
        await Under.Source.In("import").InsertManyAsync([SourceOrders.Order("import 1"), SourceOrders.Order("import 2")]);
        await Under.Source.InsertAsync(SourceOrders.Order("just before import"));
        await Under.AdminAsync("{ renameCollection: 'orbital.import', to: 'orbital.orders', dropTarget: true }");
        await Under.Source.InsertAsync(SourceOrders.Order("after import"));

        await Under.ArriveAsync("just before import", "import 1", "import 2", "after import");
        Under.LogOf("another collection was renamed to orders").Where(line => line.Contains("ALARM", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Dropped_with_its_database_and_all_that_the_service_keeps_there()
    {
        await Under.DeliversAsync("before end");
        var terms = Under.LogOf("of this listener is over").Count;
        await Under.Source.DropDatabaseAsync();

        await Under.DeliversAsync("after end");
        // The lease is gone too: the term ends, and the next one begins without a checkpoint.
        await Eventually.BecomesTrueAsync(() => Under.LogOf("of this listener is over").Count > terms, TimeSpan.FromSeconds(60));
        await Under.DeliversAsync("after the term");
    }

    [Fact]
    public async Task An_event_over_16_MiB_is_overcome_and_its_document_set_aside()
    {
        const int MostBytes = 16 * 1024 * 1024;
        var huge = SourceOrders.Order("huge").Set("BrandName", "");
        huge["BrandName"] = new string('x', MostBytes - huge.ToBson().Length);
        await Under.Source.InsertAsync(huge, SourceOrders.Order("beside"));

        await Under.DeliversAsync("after huge");
        await Under.ArriveAsync("beside");
        (await Under.LetterAsync("huge")).ShouldStartWith("document must make an order of at most 250000 characters");
        // The one thing that people must look at is the document.
        var lines = Under.LogOf("BSONObjectTooLarge");
        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(line => !line.Contains("ALARM", StringComparison.Ordinal));
        Under.LogOf("the collection is read again").ShouldNotContain(line => line.Contains("TooLarge", StringComparison.Ordinal));
    }

    public sealed class RunningService : IAsyncLifetime
    {
        internal ServiceUnderFault Under { get; private set; } = null!;

        // No term may end but by a test: the next one begins at the checkpoint, and meets again what its last one had not saved.
        public async ValueTask InitializeAsync() => Under = await ServiceUnderFault.StartAsync(("OrderFeed:LeaseDuration", "00:00:30"));

        public ValueTask DisposeAsync() => Under.DisposeAsync();
    }
}
