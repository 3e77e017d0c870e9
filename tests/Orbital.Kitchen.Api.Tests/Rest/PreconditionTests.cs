using System.Net;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class PreconditionTests(RestKitchen kitchen)
{
    private readonly string _station = RestKitchen.NewName();
    private readonly string _key = RestKitchen.NewName("key");

    [Fact]
    public async Task The_ETag_of_every_answer_guards_the_next_command()
    {
        await kitchen.OrderAsync(_station, 3);
        var path = $"batch-items/{await kitchen.OnlyItemAsync(_station)}";
        var seen = await kitchen.GetAsync(path);

        var started = await PostAsync($"{path}/start", ("If-Match", seen.ETag!));
        var changed = await kitchen.SendAsync(HttpMethod.Patch, path, new { note = "x" }, headers: ("If-Match", started.ETag!));
        var done = await PostAsync($"{path}/complete", ("If-Match", changed.ETag!));
        var recalled = await PostAsync($"{path}/recall", ("If-Match", done.ETag!));

        seen.ETag.ShouldBe($"\"{seen.Body.Number("version")}\"");
        recalled.Status.ShouldBe(HttpStatusCode.OK);
        recalled.ETag.ShouldBe($"\"{recalled.Body.Number("version")}\"");
        recalled.ETag.ShouldBe((await kitchen.GetAsync(path)).ETag);
    }

    [Theory]
    [InlineData("POST", "/start")]
    [InlineData("POST", "/complete")]
    [InlineData("POST", "/recall")]
    [InlineData("POST", "/acknowledge-cancellation")]
    [InlineData("DELETE", "")]
    [InlineData("PATCH", "")]
    public async Task A_stale_version_is_refused_with_the_present_one_and_writes_nothing(string method, string action)
    {
        await kitchen.OrderAsync(_station, 3);
        var path = $"batch-items/{await kitchen.OnlyItemAsync(_station)}";
        var stale = (await kitchen.GetAsync(path)).ETag!;
        await kitchen.OrderAsync(_station, 1);
        var before = await kitchen.SequenceAsync();

        var refused = await kitchen.SendAsync(new HttpMethod(method), path + action, method == "PATCH" ? "{}" : null, headers: ("If-Match", stale));

        refused.ShouldBeProblem(HttpStatusCode.PreconditionFailed, "stale-version");
        refused.ETag.ShouldBe((await kitchen.GetAsync(path)).ETag);
        (await kitchen.SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Any_version_is_meant_by_an_asterisk()
    {
        await kitchen.OrderAsync(_station, 3);

        (await PostAsync($"batch-items/{await kitchen.OnlyItemAsync(_station)}/start", ("If-Match", "*"))).Body.Text("status").ShouldBe("in_progress");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"one\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("garbage")]
    public async Task What_is_no_ETag_of_this_API_is_refused(string ifMatch)
    {
        await kitchen.OrderAsync(_station, 3);
        var id = await kitchen.OnlyItemAsync(_station);

        (await PostAsync($"batch-items/{id}/start", ("If-Match", ifMatch))).ShouldBlame("If-Match");
        (await kitchen.GetAsync($"batch-items/{id}")).Body.Text("status").ShouldBe("pending");
    }

    [Fact]
    public async Task The_same_key_and_body_gets_the_first_answer_at_every_replica_and_does_nothing_twice()
    {
        object body = new { stationName = _station, itemName = "Burger", quantity = 4 };
        var first = await kitchen.SendAsync(HttpMethod.Post, "batch-items", body, kitchen.Left, ("Idempotency-Key", _key));
        await kitchen.DoAsync(first.Body.Text("id"), "start");
        var before = await kitchen.SequenceAsync();

        foreach (var replica in new[] { kitchen.Right, kitchen.Left })
        {
            var again = await kitchen.SendAsync(HttpMethod.Post, "batch-items", body, replica, ("Idempotency-Key", _key));
            again.Status.ShouldBe(HttpStatusCode.Created);
            (again.ETag, again.Location, again.Body.GetRawText()).ShouldBe((first.ETag, first.Location, first.Body.GetRawText()));
        }

        (await kitchen.SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_same_key_many_times_at_once_at_both_replicas_is_done_once()
    {
        await kitchen.OrderAsync(_station, 10);
        var path = $"batch-items/{await kitchen.OnlyItemAsync(_station)}/complete";

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => kitchen.SendAsync(
            HttpMethod.Post, path, new { quantity = 1 }, i % 2 == 0 ? kitchen.Left : kitchen.Right, ("Idempotency-Key", _key))));

        answers.Select(answer => answer.Body.GetRawText()).Distinct().ShouldHaveSingleItem();
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await kitchen.ItemsAsync(_station)).ShouldHaveSingleItem().Number("completedQuantity").ShouldBe(1);
    }

    [Fact]
    public async Task A_key_is_remembered_also_when_there_was_nothing_to_do()
    {
        await kitchen.OrderAsync(_station, 3);
        var path = $"batch-items/{await kitchen.OnlyItemAsync(_station)}";
        await PostAsync($"{path}/start");
        var first = await PostAsync($"{path}/start", ("Idempotency-Key", _key));
        await PostAsync($"{path}/complete");

        (await PostAsync($"{path}/start", ("Idempotency-Key", _key))).Body.GetRawText().ShouldBe(first.Body.GetRawText());
    }

    [Fact]
    public async Task A_key_for_anything_else_is_refused_and_writes_nothing()
    {
        object prepare = new { stationName = _station, itemName = "Burger", quantity = 4 };
        var id = (await PrepareAsync(prepare)).Body.Text("id");
        await kitchen.OrderAsync(RestKitchen.NewName(), 1);
        var before = await kitchen.SequenceAsync();

        RestAnswer[] refused =
        [
            await PrepareAsync(new { stationName = _station, itemName = "Burger", quantity = 5 }),
            await PrepareAsync(new { stationName = _station, itemName = "Fries", quantity = 4 }),
            await PrepareAsync(new { stationName = _station, itemName = "Burger", quantity = 4, note = "x" }),
            await PostAsync($"batch-items/{id}/start", ("Idempotency-Key", _key)),
            await kitchen.SendAsync(HttpMethod.Delete, $"batch-items/{id}", headers: ("Idempotency-Key", _key)),
        ];

        foreach (var answer in refused)
            answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await kitchen.SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_note_that_is_removed_is_another_request_than_one_left_alone()
    {
        var path = $"batch-items/{(await PrepareAsync(new { stationName = _station, itemName = "Burger", quantity = 4, note = "x" })).Body.Text("id")}";
        (string, string) key = ("Idempotency-Key", $"{_key} 2");

        (await kitchen.SendAsync(HttpMethod.Patch, path, new { quantity = 3 }, headers: key)).Body.Text("note").ShouldBe("x");
        (await kitchen.SendAsync(HttpMethod.Patch, path, new { quantity = 3, note = "" }, headers: key))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var answer = await kitchen.SendAsync(
            HttpMethod.Post, "batch-items", new { stationName = _station, itemName = "Burger", quantity = 4 }, headers: ("Idempotency-Key", new string('k', 201)));

        answer.ShouldBlame("Idempotency-Key");
        (await kitchen.ItemsAsync(_station)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_request_does_not_use_up_its_key()
    {
        (await PrepareAsync(new { stationName = _station, itemName = "Burger", quantity = 0 })).ShouldBlame("quantity");

        (await PrepareAsync(new { stationName = _station, itemName = "Burger", quantity = 1 })).Status.ShouldBe(HttpStatusCode.Created);
    }

    private Task<RestAnswer> PostAsync(string path, params (string, string)[] headers) => kitchen.SendAsync(HttpMethod.Post, path, headers: headers);

    private Task<RestAnswer> PrepareAsync(object body) => kitchen.SendAsync(HttpMethod.Post, "batch-items", body, headers: ("Idempotency-Key", _key));
}
