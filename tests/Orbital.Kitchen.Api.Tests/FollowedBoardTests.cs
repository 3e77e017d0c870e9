using System.Text.Json;
using Grpc.Net.Client;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Random work at one replica, and followers at another, which is killed and comes back in the middle.</summary>
public sealed class FollowedBoardTests(PostgresServer postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly int _httpPort = FreePort.Next();
    private readonly int _grpcPort = FreePort.Next();

    [Fact]
    public async Task A_followed_board_is_the_board_in_the_end()
    {
        var database = await postgres.CreateKitchenAsync();
        await using var kitchen = await KitchenReplica.StartAsync(database);
        var restarted = await StartAsync(database);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_grpcPort}");
        var events = channel.CreateGrpcService<IEventService>();
        await using var all = new Follower(events, "");
        await using var grill = new Follower(events, "Grill");
        var cooks = new BusyCooks([kitchen]);

        // Who reads the board when all is done hears of no event.
        await Eventually.BecomesTrueAsync(() => all.Board is not null && grill.Board is not null, Deadline);
        var work = WorkAsync(cooks);
        await Eventually.BecomesTrueAsync(() => cooks.Commands > 50 && all.HasEvents && grill.HasEvents, Deadline);
        await restarted.KillAsync();
        await Eventually.BecomesTrueAsync(() => all.Board is { IsLive: false } && grill.Board is { IsLive: false }, Deadline);
        await work;
        restarted = await StartAsync(database);
        await WorkAsync(cooks);

        cooks.Unexpected.ShouldBeEmpty();
        await ShouldBecomeAsync(all, await kitchen.GetAsync("/api/v1/board"));
        await ShouldBecomeAsync(grill, await kitchen.GetAsync("/api/v1/board?station=Grill"));
        await restarted.DisposeAsync();
    }

    private async Task<ServiceProcess> StartAsync(string database)
    {
        var replica = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = database,
            ["Serilog:MinimumLevel:Default"] = "Fatal",
            ["Kitchen:HttpPort"] = $"{_httpPort}",
            ["Kitchen:GrpcPort"] = $"{_grpcPort}",
        });
        await replica.WaitUntilAnswersAsync($"http://127.0.0.1:{_httpPort}/health/ready");
        return replica;
    }

    private static Task WorkAsync(BusyCooks cooks) =>
        Task.WhenAll(cooks.SendOrdersAsync(1, 60), cooks.SendOrdersAsync(2, 60), cooks.CookAsync(1, 120), cooks.CookAsync(2, 120)).WaitAsync(Deadline);

    private static async Task ShouldBecomeAsync(Follower follower, JsonElement board)
    {
        var expected = Lines(
            board.GetProperty("batchItems").EnumerateArray().Select(BoardText.OfBatchItem),
            board.GetProperty("orders").EnumerateArray().Select(BoardText.OfOrder));
        expected.Count.ShouldBeGreaterThan(5);

        await Eventually.BecomesTrueAsync(() => follower.Board is { IsLive: true } followed && Lines(followed).SequenceEqual(expected), Deadline);
    }

    private static List<string> Lines(KitchenBoard board) => Lines(board.BatchItems.Values.Select(BoardText.Of), board.Orders.Values.Select(BoardText.Of));

    private static List<string> Lines(IEnumerable<string> batchItems, IEnumerable<string> orders) =>
        [.. batchItems.Order(StringComparer.Ordinal), .. orders.Order(StringComparer.Ordinal)];

    /// <summary>The newest board of one who follows.</summary>
    private sealed class Follower : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _following;
        private volatile KitchenBoard? _board;
        private long _first = -1;

        public Follower(IEventService events, string station) => _following = FollowAsync(events, station);

        public KitchenBoard? Board => _board;

        /// <summary>It has seen more than the board that it read first.</summary>
        public bool HasEvents => _board?.Sequence > Interlocked.Read(ref _first) + 10;

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => _following);
            _ended.Dispose();
        }

        private async Task FollowAsync(IEventService events, string station)
        {
            await foreach (var board in KitchenBoard.FollowAsync(events, station, cancellationToken: _ended.Token))
            {
                Interlocked.CompareExchange(ref _first, board.Sequence, -1);
                _board = board;
            }
        }
    }
}
