using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.OrderManagement.MongoDb;
using Orbital.MongoEmulator;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Streams that stand still, open slowly, or are refused.</summary>
public sealed class MongoStreamTests : IAsyncLifetime
{
    private MongoUnderTest _mongo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _mongo = await MongoUnderTest.StartEmulatorAsync(new MongoEmulatorOptions());

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task A_stream_that_stands_still_while_our_own_writes_are_acknowledged_is_left_and_another_one_brings_all()
    {
        var lease = await WriteAsync();
        await using var session = await _mongo.OpenNowAsync(Token);
        await session.ReadAsync(Token);
        await _mongo.AdminAsync("{ emulatorStallStreams: 1 }", Token);
        FeedPosition? last = null;
        await _mongo.Orders.InsertOneAsync(MongoUnderTest.Document("a"), null, Token);

        var problem = await Should.ThrowAsync<FeedUnavailableException>(async () =>
        {
            while (true)
            {
                await lease();
                last = (await session.ReadAsync(Token)).Position ?? last;
            }
        });

        problem.Message.ShouldStartWith("the change stream stands still");
        await using var another = await _mongo.Feed.OpenAsync(new FeedStart.After(last!), Token);
        await BringsAsync(another, "a");
    }

    [Fact]
    public async Task A_quiet_stream_is_read_up_to_our_own_newest_writes_by_the_clock_of_the_source()
    {
        var lease = await WriteAsync();
        await using var session = await _mongo.OpenNowAsync(Token);
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30);
        FeedBatch batch;
        do
        {
            await lease();
            batch = await session.ReadAsync(Token);
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(deadline);
        }
        while (batch.ReadUpTo is null || batch.SourceTime - batch.ReadUpTo > TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_server_that_takes_longer_to_open_a_stream_than_a_reply_may_take_is_waited_for()
    {
        _mongo.Options.ReplyTimeout = TimeSpan.FromSeconds(2.5);
        await _mongo.AdminAsync(
            "{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['aggregate'], blockConnection: true, blockTimeMS: 6000 } }", Token);

        await using var session = await _mongo.OpenNowAsync(Token);
        await _mongo.Orders.InsertOneAsync(MongoUnderTest.Document("a"), null, Token);

        await BringsAsync(session, "a");
    }

    [Theory]
    [InlineData(50811)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_position_that_the_server_refuses_by_whatever_code_is_lost_history(int code)
    {
        var position = (await _mongo.Feed.GetPresentAsync(Token)).Position;
        await _mongo.AdminAsync($"{{ emulatorRefuseTokens: 1, code: {code} }}", Token);

        var lost = await Should.ThrowAsync<FeedHistoryLostException>(_mongo.Feed.OpenAsync(new FeedStart.After(position), Token));

        lost.Message.ShouldContain($"{code}");
    }

    [Fact]
    public async Task A_server_that_opens_no_stream_at_all_is_in_trouble_and_has_refused_no_position()
    {
        var position = (await _mongo.Feed.GetPresentAsync(Token)).Position;
        await _mongo.AdminAsync("{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['aggregate'], errorCode: 50811 } }", Token);

        await Should.ThrowAsync<FeedUnavailableException>(_mongo.Feed.OpenAsync(new FeedStart.After(position), Token));
    }

    [Fact]
    public async Task A_position_far_ahead_of_the_source_is_lost_history_and_not_waited_for()
    {
        await WriteAsync();
        var tomorrow = (uint)TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds();

        var lost = await Should.ThrowAsync<FeedHistoryLostException>(
            _mongo.Feed.OpenAsync(new FeedStart.After(new FeedPosition($"{{ _data: '82{tomorrow:X8}0000000110' }}")), Token));

        lost.Message.ShouldContain("ahead of this MongoDB");
    }

    /// <summary>Takes a lease and returns what renews it: writes of our own.</summary>
    private async Task<Func<Task>> WriteAsync()
    {
        var leases = new MongoListenerLease(_mongo.Connection, _mongo.Options, TimeProvider.System, NullLogger<MongoListenerLease>.Instance);
        var lease = await leases.TryAcquireAsync(TimeSpan.FromMinutes(1), Token);
        return () => leases.TryRenewAsync(lease!, TimeSpan.FromMinutes(1), Token);
    }

    private static async Task BringsAsync(IOrderFeedSession session, string id)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!(await session.ReadAsync(deadline.Token)).Changes.Any(change => change.DocumentId == id))
        {
        }
    }
}
