using System.Net;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class BatchItemActionTests(RestKitchen kitchen)
{
    private readonly string _station = RestKitchen.NewName();

    [Fact]
    public async Task A_started_one_gathers_no_more_units()
    {
        var first = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);

        var started = await kitchen.DoAsync(id, "start");
        await kitchen.OrderAsync(_station, 3);

        started.Text("status").ShouldBe("in_progress");
        started.Texts("allowedActions").ShouldBe(["complete", "recall", "update"]);
        started.GetProperty("startedAt").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(started.GetProperty("createdAt").GetDateTimeOffset());
        (await kitchen.ItemsAsync(_station)).Select(item => (item.Text("status"), item.Number("quantity"))).ShouldBe([("in_progress", 2), ("pending", 3)]);
        (await kitchen.OrderStatusAsync(first)).ShouldBe("in_progress");
    }

    [Fact]
    public async Task Starting_twice_answers_with_the_present_state_and_writes_nothing()
    {
        await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        var first = await kitchen.DoAsync(id, "start");
        var before = await kitchen.SequenceAsync();

        var again = await kitchen.DoAsync(id, "start");

        again.GetRawText().ShouldBe(first.GetRawText());
        (await kitchen.SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task All_units_done_complete_it_and_make_its_order_ready()
    {
        var order = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        var before = await kitchen.SequenceAsync();

        var done = await kitchen.DoAsync(id, "complete");

        done.Text("status").ShouldBe("completed");
        done.Number("completedQuantity").ShouldBe(2);
        done.Texts("allowedActions").ShouldBe(["recall"]);
        done.GetProperty("completedAt").GetDateTimeOffset().ShouldBe(done.GetProperty("updatedAt").GetDateTimeOffset());
        (await kitchen.OrderStatusAsync(order)).ShouldBe("ready");
        (await kitchen.EventTypesAsync(before)).ShouldBe(["batch-item.completed", "order.in_progress", "order.ready"]);
    }

    [Fact]
    public async Task Some_units_done_serve_the_oldest_order_first()
    {
        var first = await kitchen.OrderAsync(_station, 2);
        var second = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);

        var some = await kitchen.DoAsync(id, "complete", new { quantity = 3 });

        some.Text("status").ShouldBe("in_progress");
        some.Orders().ShouldBe([(first, 2, 2), (second, 2, 1)]);
        (await kitchen.OrderStatusAsync(first)).ShouldBe("ready");
        (await kitchen.OrderStatusAsync(second)).ShouldBe("in_progress");
        (await kitchen.DoAsync(id, "complete", new { quantity = 1 })).Text("status").ShouldBe("completed");
        (await kitchen.OrderStatusAsync(second)).ShouldBe("ready");
    }

    [Fact]
    public async Task Some_units_done_serve_rush_orders_before_all()
    {
        var first = await kitchen.OrderAsync(_station, 2);
        var hurried = await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        (await kitchen.PostAsync($"orders/{hurried}/rush")).Status.ShouldBe(HttpStatusCode.OK);

        var some = await kitchen.DoAsync(id, "complete", new { quantity = 3 });

        some.Orders().ShouldBe([(first, 2, 1), (hurried, 2, 2)]);
        (await kitchen.OrderStatusAsync(hurried)).ShouldBe("ready");
    }

    [Fact]
    public async Task More_units_than_outstanding_are_refused()
    {
        await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);

        (await kitchen.PostAsync($"batch-items/{id}/complete", new { quantity = 3 })).ShouldBeRefused("pending", "start", "complete", "update");
        await kitchen.DoAsync(id, "complete");

        (await kitchen.PostAsync($"batch-items/{id}/complete", new { quantity = 1 })).ShouldBeRefused("completed", "recall");
        (await kitchen.PostAsync($"batch-items/{id}/start")).ShouldBeRefused("completed", "recall");
        (await kitchen.DoAsync(id, "complete")).Text("status").ShouldBe("completed");
    }

    [Fact]
    public async Task Recall_takes_a_start_back_and_units_join_again()
    {
        await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        await kitchen.DoAsync(id, "start");

        var recalled = await kitchen.DoAsync(id, "recall");
        await kitchen.OrderAsync(_station, 3);

        recalled.Text("status").ShouldBe("pending");
        (await kitchen.ItemsAsync(_station)).ShouldHaveSingleItem().Number("quantity").ShouldBe(5);
        (await kitchen.DoAsync(id, "recall")).Text("status").ShouldBe("pending");
    }

    [Fact]
    public async Task Recall_is_refused_while_only_some_units_are_done()
    {
        await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);
        await kitchen.DoAsync(id, "complete", new { quantity = 1 });

        (await kitchen.PostAsync($"batch-items/{id}/recall")).ShouldBeRefused("in_progress", "complete", "update");
    }

    [Fact]
    public async Task Priority_and_note_can_be_changed_of_any_and_the_quantity_only_of_a_hand_made_one()
    {
        await kitchen.OrderAsync(_station, 2);
        var id = await kitchen.OnlyItemAsync(_station);

        var changed = await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", new { priority = "rush", note = "no onions: ¿qué?" });
        var quantity = await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", new { quantity = 5 });

        changed.Status.ShouldBe(HttpStatusCode.OK);
        changed.Body.Text("priority").ShouldBe("rush");
        changed.Body.Text("note").ShouldBe("no onions: ¿qué?");
        quantity.ShouldBeRefused("pending", "start", "complete", "update");
        var removed = await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", new { priority = "normal", note = "" });
        (removed.Body.Text("priority"), removed.Body.Text("note")).ShouldBe(("normal", ""));
    }
}
