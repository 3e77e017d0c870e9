using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.MongoEmulator;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>What a change stream cannot bring: documents that came by a rename, and events that are too big.</summary>
public sealed class MongoReplacedCollectionTests : IAsyncLifetime
{
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task A_collection_renamed_onto_ours_ends_the_session_behind_what_came_before_also_when_it_is_read_again()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        await InsertAsync(_mongo.Options.Collection, "before");
        await ReplaceAsync();
        await InsertAsync(_mongo.Options.Collection, "after");

        var before = (await ReadToTheEndAsync(session)).ShouldHaveSingleItem();

        before.DocumentId.ShouldBe("before");
        await using var again = await _mongo.Feed.OpenAsync(new FeedStart.After(before.Position!), Token);
        (await ReadToTheEndAsync(again)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_position_behind_the_rename_is_given_out()
    {
        var start = (await _mongo.Feed.GetPresentAsync(Token)).Position;
        await ReplaceAsync();
        await using var session = await _mongo.Feed.OpenAsync(new FeedStart.After(start), Token);

        var batch = await session.ReadAsync(Token);
        while (batch.Position is not null)
        {
            // An empty batch from before the rename: what is read after it still has to meet the rename.
            start = batch.Position;
            batch = await session.ReadAsync(Token);
        }

        await using var again = await _mongo.Feed.OpenAsync(new FeedStart.After(start), Token);
        await ReadToTheEndAsync(again);
    }

    [Fact]
    public async Task Ours_renamed_away_and_others_renamed_among_themselves_are_none_of_our_business()
    {
        await using var session = await _mongo.OpenNowAsync(Token);
        await InsertAsync("others", "x");
        await _mongo.Database.RenameCollectionAsync("others", "more", cancellationToken: Token);
        await InsertAsync(_mongo.Options.Collection, "before");
        await _mongo.Database.RenameCollectionAsync(_mongo.Options.Collection, "archive", cancellationToken: Token);
        await InsertAsync("archive", "archived");
        await InsertAsync(_mongo.Options.Collection, "after");

        List<string?> seen = [];
        while (seen.Count < 2)
            seen.AddRange((await session.ReadAsync(Token)).Changes.Select(change => change.DocumentId));
        seen.ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task An_event_over_16_MiB_is_read_with_its_document_and_what_is_beside_it()
    {
        // A real server leaves 16 KiB more room for an event, and no document is big enough to leave none.
        await using var emulated = await MongoUnderTest.StartEmulatorAsync(new MongoEmulatorOptions());
        await using var session = await emulated.OpenNowAsync(Token);
        var huge = MongoUnderTest.Document("huge").Set("BrandName", "");
        await emulated.Orders.InsertOneAsync(huge.Set("BrandName", new string('x', (16 * 1024 * 1024) - huge.ToBson().Length)), null, Token);

        await emulated.Orders.InsertOneAsync(MongoUnderTest.Document("beside"), null, Token);

        List<string?> seen = [];
        while (seen.Count < 2)
            seen.AddRange((await session.ReadAsync(Token)).Changes.Select(change => change.DocumentId));
        seen.ShouldBe(["huge", "beside"]);
        await emulated.Orders.InsertOneAsync(MongoUnderTest.Document("after"), null, Token);
        while (seen.Count < 3)
            seen.AddRange((await session.ReadAsync(Token)).Changes.Select(change => change.DocumentId));
        seen.Last().ShouldBe("after");
    }

    private async Task ReplaceAsync()
    {
        await InsertAsync("import", "imported");
        await _mongo.Database.RenameCollectionAsync(
            "import", _mongo.Options.Collection, new RenameCollectionOptions { DropTarget = true }, Token);
    }

    private Task InsertAsync(string collection, string id) =>
        _mongo.Database.GetCollection<BsonDocument>(collection).InsertOneAsync(MongoUnderTest.Document(id), null, Token);

    private static async Task<List<OrderChange>> ReadToTheEndAsync(IOrderFeedSession session)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var changes = new List<OrderChange>();
        await Should.ThrowAsync<FeedHistoryLostException>(async () =>
        {
            while (true)
                changes.AddRange((await session.ReadAsync(deadline.Token)).Changes);
        });
        return changes;
    }
}
