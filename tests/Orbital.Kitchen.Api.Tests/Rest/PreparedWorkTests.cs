using System.Net;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>Work that cooks make ahead of demand.</summary>
[Collection(RestCollection.Name)]
public sealed class PreparedWorkTests(RestKitchen kitchen)
{
    private readonly string _station = RestKitchen.NewName();

    [Fact]
    public async Task Prepared_units_are_taken_over_by_orders_that_follow()
    {
        var made = await kitchen.PostAsync("batch-items", new { stationName = _station, itemName = "Burger", quantity = 4, note = "for noon" });
        var id = made.Body.Text("id");

        var order = await kitchen.OrderAsync(_station, 3);
        var after = (await kitchen.GetAsync($"batch-items/{id}")).Body;

        made.Status.ShouldBe(HttpStatusCode.Created);
        made.Location.ShouldBe($"/api/v1/batch-items/{id}");
        made.Body.GetProperty("isHandMade").GetBoolean().ShouldBeTrue();
        made.Body.Texts("allowedActions").ShouldBe(["start", "complete", "update", "cancel"]);
        made.Body.Orders().ShouldBeEmpty();
        after.Number("quantity").ShouldBe(4);
        after.Text("note").ShouldBe("for noon");
        after.Orders().ShouldBe([(order, 3, 0)]);
        (await kitchen.SendAsync(HttpMethod.Delete, $"batch-items/{id}")).ShouldBeRefused("pending", "start", "complete", "update");
        (await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", new { quantity = 2 })).ShouldBeRefused("pending", "start", "complete", "update");
        (await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", new { quantity = 3 })).Body.Number("quantity").ShouldBe(3);
        (await kitchen.DoAsync(id, "complete")).Text("status").ShouldBe("completed");
        (await kitchen.OrderStatusAsync(order)).ShouldBe("ready");
    }

    [Fact]
    public async Task Prepared_units_that_are_over_the_capacity_are_refused()
    {
        await kitchen.SetPolicyAsync(_station, capacity: 4);

        (await kitchen.PostAsync("batch-items", new { stationName = _station, itemName = "Burger", quantity = 5 })).ShouldBlame("quantity");
        (await kitchen.ItemsAsync(_station)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hand_made_work_can_be_withdrawn_and_stays_withdrawn()
    {
        var id = (await kitchen.PostAsync("batch-items", new { stationName = _station, itemName = "Burger", quantity = 4 })).Body.Text("id");

        var gone = await kitchen.SendAsync(HttpMethod.Delete, $"batch-items/{id}");
        var again = await kitchen.SendAsync(HttpMethod.Delete, $"batch-items/{id}");

        gone.Body.Text("status").ShouldBe("cancelled");
        again.Body.GetRawText().ShouldBe(gone.Body.GetRawText());
        foreach (var action in new[] { "start", "complete", "recall" })
            (await kitchen.PostAsync($"batch-items/{id}/{action}")).ShouldBeRefused("cancelled");
        await kitchen.OrderAsync(_station, 1);
        (await kitchen.ItemsAsync(_station)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_quantity_of_zero_withdraws_hand_made_work()
    {
        var id = (await kitchen.PostAsync("batch-items", new { stationName = _station, itemName = "Burger", quantity = 4 })).Body.Text("id");

        (await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", new { quantity = 0 })).Body.Text("status").ShouldBe("cancelled");
    }
}
