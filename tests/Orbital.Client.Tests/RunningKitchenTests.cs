using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc;

namespace Orbital.Client.Tests;

/// <summary>The client and the kitchen as they are run.</summary>
public sealed class RunningKitchenTests(RunningKitchen kitchen) : IClassFixture<RunningKitchen>
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_outlives_that_the_kitchen_is_away_for_3_s()
    {
        await using var network = TcpProxy.To(kitchen.GrpcPort);
        await using var connected = Client(network.Port);
        await using var notConnected = Client(network.Port);
        await SendAsync(connected, "before");

        network.GoAway();
        Task[] calls = [SendAsync(connected, "away-1"), SendAsync(notConnected, "away-2")];
        await Task.Delay(Away, TimeProvider.System, Ct);
        calls.ShouldAllBe(call => !call.IsCompleted);
        network.ComeBack();

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_board_of_more_than_4_MB_is_read_as_one_message()
    {
        await using var client = Client(kitchen.GrpcPort);
        const int Items = 8_000;
        await using var database = NpgsqlDataSource.Create(kitchen.ConnectionString);
        await using var fill = database.CreateCommand($"""
            INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority, note,
                accepts_until, created_at, updated_at, created_sequence, version, brands, has_room, outstanding_units)
            SELECT gen_random_uuid(), 'Full', 'item ' || n, 'pending', '[]', true, 1, 0, 1, 0, repeat('x', 500),
                now(), now(), now(), -n, 0, ARRAY[]::text[], false, 1
            FROM generate_series(1, {Items}) AS n
            """);
        await fill.ExecuteNonQueryAsync(Ct);

        var board = await client.GetRequiredService<IEventService>().GetBoard(
            new GetBoardRequest { Station = "Full" },
            new CallContext(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: Ct)));

        board.BatchItems.Count.ShouldBe(Items);
        Size(board).ShouldBeInRange(4 * 1024 * 1024 + 1, Board.MaxBytes);
    }

    private static long Size(Board board)
    {
        using var bytes = new MemoryStream();
        ProtoBuf.Serializer.Serialize(bytes, board);
        return bytes.Length;
    }

    private static async Task SendAsync(IServiceProvider client, string id)
    {
        var order = new OrderRequest { OrderId = id, OrderItems = [new OrderItem { ItemName = "Burger", StationName = "Grill", Quantity = 1 }] };
        (await client.GetRequiredService<IOrderService>().SendOrder(order)).Success.ShouldBeTrue();
    }

    private static ServiceProvider Client(int port) =>
        new ServiceCollection().AddOrbitalKitchenClient(options => options.Address = new Uri($"http://127.0.0.1:{port}")).BuildServiceProvider();
}
