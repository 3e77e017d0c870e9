using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>A board at any moment, and the events that follow it, are the board at any later moment.</summary>
public sealed class BoardTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private KitchenReplica[] _replicas = [];

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateKitchenAsync();
        _replicas = [await KitchenReplica.StartAsync(database), await KitchenReplica.StartAsync(database)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Grill")]
    public async Task A_board_and_the_events_after_it_are_the_board_later(string? station)
    {
        var kitchen = new BusyCooks(_replicas);
        var work = WorkAsync(kitchen);
        var boards = await TakeBoardsAsync(station, until: work);
        await work;
        boards.Add(await Board.GetAsync(_replicas[0], station));
        // Every reader has something to read behind the last board.
        await _replicas[0].Orders.SendOrder(SampleOrders.Of("last", ("Burger", "Grill", 1)));
        kitchen.Unexpected.ShouldBeEmpty();
        boards.Count.ShouldBeGreaterThan(10);

        for (var first = 0; first < boards.Count - 1; first++)
            await FollowAsync(station, boards[first], boards[(first + 1)..]);
    }

    private async Task<List<Board>> TakeBoardsAsync(string? station, Task until)
    {
        var random = new Random(7);
        List<Board> boards = [];
        while (!until.IsCompleted)
        {
            boards.Add(await Board.GetAsync(_replicas[random.Next(_replicas.Length)], station));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        // Replicas may be asked in turn, so a later answer is not always of a later moment.
        return [.. boards.OrderBy(board => board.Sequence)];
    }

    private async Task FollowAsync(string? station, Board board, IEnumerable<Board> later)
    {
        var query = station is null ? "" : $"&station={station}";
        await using var events = await EventReader.OpenAsync(_replicas[1].Http, $"/api/v1/events?after={board.Sequence}{query}");
        var next = await events.NextAsync();
        foreach (var expected in later)
        {
            for (; next!.Id <= expected.Sequence; next = await events.NextAsync())
                board.Apply(next);
            board.ShouldShowTheSameAs(expected);
        }
    }

    private static Task WorkAsync(BusyCooks kitchen) => Task
        .WhenAll([
            .. Enumerable.Range(0, 2).Select(sender => kitchen.SendOrdersAsync(sender, 60)),
            .. Enumerable.Range(0, 3).Select(cook => kitchen.CookAsync(cook, 120)),
        ])
        .WaitAsync(Deadline, TestContext.Current.CancellationToken);
}
