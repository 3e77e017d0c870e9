using System.Net;
using System.Text.Json;
using Npgsql;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class PerformanceTests(RestKitchen kitchen)
{
    /// <summary>Within the second quarter of an hour.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _station = RestKitchen.NewName();

    [Fact]
    public async Task A_station_shows_how_long_it_cooked_how_much_and_what_was_late()
    {
        // Cooked for 60, 120, … 600 seconds, each after waiting for 30: late from 5 minutes on, so those of 300 seconds and more.
        for (var minutes = 1; minutes <= 10; minutes++)
            await CompleteAsync(quantity: minutes, at: Noon.AddMinutes(2 * minutes), waited: TimeSpan.FromSeconds(30), cooked: TimeSpan.FromMinutes(minutes));

        var seen = await PerformanceAsync("?from=2026-03-01T12:00:00Z&to=2026-03-01T13:00:00Z");

        (seen.Number("batchItems"), seen.Number("units")).ShouldBe((10, 55));
        seen.GetProperty("medianCookSeconds").GetDouble().ShouldBe(330, 0.1);
        seen.GetProperty("p90CookSeconds").GetDouble().ShouldBe(546, 0.1);
        seen.Number("lateAfterSeconds").ShouldBe(300);
        seen.GetProperty("lateShare").GetDouble().ShouldBe(0.6);
        seen.GetProperty("quarters").EnumerateArray()
            .Select(quarter => (quarter.GetProperty("from").GetDateTimeOffset(), quarter.Number("batchItems"), quarter.Number("units"), quarter.Number("late")))
            .ShouldBe([(Noon, 7, 28, 3), (Noon.AddMinutes(15), 3, 27, 3)]);
    }

    [Fact]
    public async Task The_beginning_of_the_time_counts_and_its_end_does_not()
    {
        foreach (var at in new[] { Noon.AddMilliseconds(-1), Noon, Noon.AddHours(1).AddMilliseconds(-1), Noon.AddHours(1) })
            await CompleteAsync(quantity: 1, at, waited: TimeSpan.Zero, cooked: TimeSpan.FromMinutes(1));

        (await PerformanceAsync("?from=2026-03-01T13:00:00%2B01:00&to=2026-03-01T13:00:00Z")).Number("batchItems").ShouldBe(2);
    }

    [Fact]
    public async Task What_was_completed_without_having_been_started_says_nothing_about_cooking()
    {
        await kitchen.OrderAsync(_station, 3);
        await kitchen.DoAsync(await kitchen.OnlyItemAsync(_station), "complete");

        var seen = await PerformanceAsync();

        (seen.Number("batchItems"), seen.Number("units")).ShouldBe((1, 3));
        seen.GetProperty("medianCookSeconds").ValueKind.ShouldBe(JsonValueKind.Null);
        seen.GetProperty("lateShare").GetDouble().ShouldBe(0);
    }

    [Fact]
    public async Task A_station_that_completed_nothing_shows_nothing()
    {
        await kitchen.OrderAsync(_station, 3);

        var seen = await PerformanceAsync();

        (seen.Number("batchItems"), seen.Number("units"), seen.GetProperty("quarters").GetArrayLength()).ShouldBe((0, 0, 0));
        seen.GetProperty("lateShare").ValueKind.ShouldBe(JsonValueKind.Null);
        (seen.GetProperty("to").GetDateTimeOffset() - seen.GetProperty("from").GetDateTimeOffset()).ShouldBe(TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=soon", "to")]
    [InlineData("?from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z", "from")]
    [InlineData("?from=2026-01-01T12:00:00Z&to=2026-03-01T12:00:00Z", "from")]
    [InlineData("?from=9999-03-01T12:00:00Z", "from")]
    [InlineData("?to=0001-01-01T00:00:00Z", "to")]
    public async Task A_time_that_cannot_be_is_refused_by_its_name(string query, string field)
    {
        (await kitchen.GetAsync($"stations/{_station}/performance{query}")).ShouldBlame(field);
    }

    private async Task<JsonElement> PerformanceAsync(string query = "")
    {
        var answer = await kitchen.GetAsync($"stations/{_station}/performance{query}");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        return answer.Body;
    }

    // Cooked through the API, and then moved in time.
    private async Task CompleteAsync(int quantity, DateTimeOffset at, TimeSpan waited, TimeSpan cooked)
    {
        await kitchen.OrderAsync(_station, quantity);
        var item = (await kitchen.ItemsAsync(_station)).Single(each => each.Text("status") == "pending").Text("id");
        await kitchen.DoAsync(item, "start");
        await kitchen.DoAsync(item, "complete");
        await using var database = NpgsqlDataSource.Create(kitchen.ConnectionString);
        await using var command = database.CreateCommand("UPDATE batch_items SET created_at = $2, started_at = $3, completed_at = $4 WHERE id = $1");
        foreach (object value in new object[] { Guid.Parse(item), at - cooked - waited, at - cooked, at })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
