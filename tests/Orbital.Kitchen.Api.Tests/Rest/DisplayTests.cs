using System.Net;
using System.Text.Json;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class DisplayTests(RestKitchen kitchen)
{
    [Fact]
    public async Task Work_is_late_after_5_minutes_and_overdue_after_8_unless_somebody_set_other_ages()
    {
        var answer = await kitchen.GetAsync("display");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        Ages(answer.Body).ShouldBe((300, 480));
        answer.Body.GetProperty("stations").GetArrayLength().ShouldBe(0);
        answer.Body.GetProperty("heartbeatSeconds").GetDouble().ShouldBe(15);
    }

    [Fact]
    public async Task A_station_has_ages_of_its_own_and_what_it_leaves_out_is_as_for_all()
    {
        await using var replica = await KitchenReplica.StartAsync(
            kitchen.ConnectionString,
            ("Kitchen:Events:HeartbeatInterval", "00:00:02.5"),
            ("Kitchen:Display:OverdueAfter", "00:10:00"),
            ("Kitchen:Display:Stations:Grill:LateAfter", "00:03:00"),
            ("Kitchen:Display:Stations:Cold Station:OverdueAfter", "00:06:30"));

        var display = await replica.GetAsync("/api/v1/display");

        display.GetProperty("heartbeatSeconds").GetDouble().ShouldBe(2.5);
        Ages(display).ShouldBe((300, 600));
        display.GetProperty("stations").EnumerateArray().Select(station => (station.Text("stationName"), Ages(station)))
            .ShouldBe([("Cold Station", (300, 390)), ("Grill", (180, 600))]);
    }

    [Theory]
    [InlineData("Kitchen:Display:LateAfter", "00:00:00", "Kitchen:Display:")]
    [InlineData("Kitchen:Display:LateAfter", "00:09:00", "Kitchen:Display:")]
    [InlineData("Kitchen:Display:Stations:Grill:OverdueAfter", "00:04:00", "Kitchen:Display:Stations:Grill:")]
    public async Task Ages_that_make_no_sense_end_the_start_and_are_named(string setting, string value, string named)
    {
        var refusal = await Should.ThrowAsync<StartRefusedException>(() => KitchenReplica.StartAsync(kitchen.ConnectionString, (setting, value)));

        refusal.Message.ShouldContain(named);
    }

    private static (int Late, int Overdue) Ages(JsonElement json) => (json.Number("lateAfterSeconds"), json.Number("overdueAfterSeconds"));
}
