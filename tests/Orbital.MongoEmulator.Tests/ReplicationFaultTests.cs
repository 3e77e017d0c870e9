using MongoDB.Bson;

namespace Orbital.MongoEmulator.Tests;

/// <summary>What a set of several members does by itself, and this one on command.</summary>
public sealed class ReplicationFaultTests : IAsyncLifetime
{
    private ControlledServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ControlledServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Streams_that_are_open_stand_still_and_later_ones_do_not()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        var open = await client.RunAsync("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", Ct);
        var token = open["cursor"]["postBatchResumeToken"];
        (await _server.AdminAsync("{ emulatorStallStreams: 1 }"))["stalled"].ShouldBe(1);
        await client.RunAsync("{ insert: 'c', documents: [{ _id: 1 }] }", Ct);

        var stalled = await GetMoreAsync(client, open);
        stalled["cursor"]["nextBatch"].AsBsonArray.ShouldBeEmpty();
        stalled["cursor"]["postBatchResumeToken"].ShouldBe(token);

        var again = await client.RunAsync(
            $"{{ aggregate: 'c', pipeline: [{{ $changeStream: {{ resumeAfter: {token.ToJson()} }} }}], cursor: {{ batchSize: 0 }} }}", Ct);
        (await GetMoreAsync(client, again))["cursor"]["nextBatch"].AsBsonArray.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Majority_reads_are_behind_unless_they_ask_for_a_moment()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        await _server.AdminAsync("{ emulatorLagMajority: 1, forMS: 600000 }");
        var inserted = await client.RunAsync("{ insert: 'c', documents: [{ _id: 1 }] }", Ct);
        var time = inserted["operationTime"].AsBsonTimestamp;
        var after = $"{{ level: 'majority', afterClusterTime: {{ $timestamp: {{ t: {time.Timestamp}, i: {time.Increment} }} }} }}";

        (await FindAsync(client, "{ level: 'majority' }")).ShouldBe(0);
        (await FindAsync(client, "{ level: 'local' }")).ShouldBe(1);
        (await FindAsync(client, after)).ShouldBe(1);
        await _server.AdminAsync("{ emulatorLagMajority: 1, forMS: 0 }");
        (await FindAsync(client, "{ level: 'majority' }")).ShouldBe(1);
    }

    [Fact]
    public async Task Tokens_are_refused_with_the_code_that_was_given_and_streams_without_one_open()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        var open = await client.RunAsync("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", Ct);
        var resume = $"{{ aggregate: 'c', pipeline: [{{ $changeStream: {{ startAfter: {open["cursor"]["postBatchResumeToken"].ToJson()} }} }}], cursor: {{}} }}";
        await _server.AdminAsync("{ emulatorRefuseTokens: 1, code: 50811 }");

        (await client.RunAsync(resume, Ct))["code"].ShouldBe(50811);
        (await client.RunAsync("{ aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }", Ct))["ok"].ShouldBe(1.0);
        await _server.AdminAsync("{ emulatorRefuseTokens: 1, code: 0 }");
        (await client.RunAsync(resume, Ct))["ok"].ShouldBe(1.0);
    }

    [Fact]
    public async Task The_lower_bound_of_the_index_on_id_knows_no_types()
    {
        using var client = await RawClient.ConnectAsync(_server.Port, Ct);
        await client.RunAsync("{ insert: 'c', documents: [{ _id: 1 }, { _id: 'a' }, { _id: 'b' }, { _id: true }] }", Ct);

        var found = await client.RunAsync("{ find: 'c', min: { _id: 'a' }, hint: { _id: 1 }, sort: { _id: 1 } }", Ct);

        found["cursor"]["firstBatch"].AsBsonArray.Select(document => document["_id"]).ShouldBe(["a", "b", true]);
        (await client.RunAsync("{ find: 'c', min: { _id: 'a' } }", Ct))["ok"].ShouldBe(0.0);
    }

    private static Task<BsonDocument> GetMoreAsync(RawClient client, BsonDocument open) =>
        client.RunAsync($"{{ getMore: {{$numberLong: '{open["cursor"]["id"]}'}}, collection: 'c', maxTimeMS: 200 }}", Ct);

    private static async Task<int> FindAsync(RawClient client, string readConcern) =>
        (await client.RunAsync($"{{ find: 'c', readConcern: {readConcern} }}", Ct))["cursor"]["firstBatch"].AsBsonArray.Count;
}
