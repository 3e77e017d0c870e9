using MongoDB.Bson;

namespace Orbital.MongoEmulator.Tests;

/// <summary>Cursors that end before they are read to the end.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private static readonly BsonDocument One = NewSession();
    private static readonly BsonDocument Two = NewSession();

    private ControlledServer _server = null!;
    private RawClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ControlledServer.StartAsync();
        _client = await RawClient.ConnectAsync(_server.Port, Ct);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Theory]
    [InlineData("endSessions", true)]
    [InlineData("killSessions", true)]
    [InlineData("killAllSessions", false)]
    public async Task A_session_ends_with_its_cursors(string command, bool names)
    {
        var mine = await OpenAsync(One);
        var other = await OpenAsync(Two);
        var sessions = names ? new BsonArray { One } : [];

        (await _client.RunAsync(new BsonDocument { { command, sessions }, { "$db", "admin" } }, Ct))["ok"].ShouldBe(1.0);

        var lost = await GetMoreAsync(mine);
        lost["code"].ShouldBe(43);
        lost["codeName"].ShouldBe("CursorNotFound");
        lost.Contains("errorLabels").ShouldBeFalse();
        (await GetMoreAsync(other))["ok"].ShouldBe(names ? 1.0 : 0.0);
    }

    [Fact]
    public async Task A_cursor_that_was_killed_or_whose_stream_was_invalidated_is_not_found()
    {
        var killed = await OpenAsync(One);
        await RunAsync(new BsonDocument { { "killCursors", "c" }, { "cursors", new BsonArray { killed } } });
        var invalidated = await OpenAsync(One);
        await RunAsync(BsonDocument.Parse("{ create: 'c' }"));
        await RunAsync(BsonDocument.Parse("{ drop: 'c' }"));

        (await GetMoreAsync(killed))["code"].ShouldBe(43);
        (await GetMoreAsync(invalidated))["cursor"]["id"].ShouldBe(0L);
        (await GetMoreAsync(invalidated))["code"].ShouldBe(43);
    }

    private async Task<long> OpenAsync(BsonDocument session)
    {
        var open = BsonDocument.Parse("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }").Add("lsid", session);
        return (await RunAsync(open))["cursor"]["id"].ToInt64();
    }

    private Task<BsonDocument> GetMoreAsync(long id) =>
        RunAsync(new BsonDocument { { "getMore", id }, { "collection", "c" }, { "maxTimeMS", 10 } });

    private Task<BsonDocument> RunAsync(BsonDocument command) => _client.RunAsync(command.Add("$db", "d"), Ct);

    private static BsonDocument NewSession() => new("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard));
}
