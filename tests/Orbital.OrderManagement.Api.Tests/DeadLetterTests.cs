using System.Net;
using System.Text.Json;
using Grpc.Core;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Documents that were set aside, dealt with over REST.</summary>
public sealed class DeadLetterTests : BetweenSourceAndKitchen
{
    [Fact]
    public async Task A_letter_says_what_was_read_and_why_it_was_refused()
    {
        var letter = await SetAsideAsync(SourceOrders.Order("a/b ö", quantity: 0));

        letter.GetProperty("documentId").GetString().ShouldBe("a/b ö");
        letter.GetProperty("reason").GetString().ShouldBe("StationOrders[0].OrderItems[0].Quantity must be at least 1, was 0");
        letter.GetProperty("attempts").GetInt32().ShouldBe(0);
        var shown = await Service.GetAsync(PathOf(letter));
        shown.GetProperty("document").GetProperty("StationOrders")[0].GetProperty("OrderItems")[0].GetProperty("Quantity").GetInt32().ShouldBe(0);
        Convert.FromBase64String(shown.GetProperty("raw").GetString()!).Length.ShouldBeGreaterThan(50);
        shown.GetRawText().ShouldNotContain(SourceOrders.CustomerName);
    }

    [Fact]
    public async Task A_replay_delivers_the_document_as_it_stands_in_the_source_now()
    {
        Kitchen.AnswersWith(StatusCode.InvalidArgument, "not today");
        await SetAsideAsync(SourceOrders.Order("a", quantity: 1));
        await Source.ReplaceAsync(SourceOrders.Order("a", quantity: 3));
        await Eventually.BecomesTrueAsync(() => Kitchen.Received.Count == 2, description: "the change was refused too");
        await Eventually.BecomesTrueAsync(async () => (await Service.GetAsync("/api/v1/feed")).GetProperty("inFlight").GetInt32() == 0);
        var letter = (await LettersAsync()).ShouldHaveSingleItem();
        Kitchen.Answer = _ => Task.FromResult(new OrderResponse { Success = true });

        var replayed = await PostAsync($"{PathOf(letter)}/replay");

        replayed.Status.ShouldBe(HttpStatusCode.OK);
        Kitchen.Received.Last().OrderItems.ShouldHaveSingleItem().Quantity.ShouldBe(3);
        (await LettersAsync()).ShouldBeEmpty();
        (await PostAsync($"{PathOf(letter)}/replay")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_document_that_is_gone_from_the_source_is_replayed_as_it_was()
    {
        Kitchen.AnswersWith(StatusCode.InvalidArgument, "not today");
        var letter = await SetAsideAsync(SourceOrders.Order("a"));
        await Source.DeleteAsync("a");
        Kitchen.Answer = _ => Task.FromResult(new OrderResponse { Success = true });
        // Once, or again after a lease that ran out on a busy machine.
        var before = Kitchen.Received.Count;

        (await PostAsync($"{PathOf(letter)}/replay")).Status.ShouldBe(HttpStatusCode.OK);

        Kitchen.Received.Skip(before).ShouldHaveSingleItem().OrderId.ShouldBe("a");
    }

    [Fact]
    public async Task A_document_that_is_refused_again_stays_with_the_reason_of_now()
    {
        Kitchen.AnswersWith(StatusCode.InvalidArgument, "order_items[0].quantity is over 1000");
        var letter = await SetAsideAsync(SourceOrders.Order("a"));
        Kitchen.AnswersWith(StatusCode.FailedPrecondition, "closed");

        var replayed = await PostAsync($"{PathOf(letter)}/replay");

        replayed.Status.ShouldBe(HttpStatusCode.Conflict);
        replayed.Body.GetProperty("detail").GetString().ShouldBe("FailedPrecondition: closed");
        var kept = (await LettersAsync()).ShouldHaveSingleItem();
        kept.GetProperty("reason").GetString().ShouldBe("FailedPrecondition: closed");
        kept.GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_replay_while_the_kitchen_is_away_changes_nothing()
    {
        Kitchen.AnswersWith(StatusCode.InvalidArgument, "not today");
        var letter = await SetAsideAsync(SourceOrders.Order("a"));
        Kitchen.AnswersWith(StatusCode.Unavailable, "restarting");

        (await PostAsync($"{PathOf(letter)}/replay")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await LettersAsync()).ShouldHaveSingleItem().GetRawText().ShouldBe(letter.GetRawText());
    }

    [Fact]
    public async Task A_letter_that_is_dropped_is_gone_and_the_log_says_so()
    {
        var letter = await SetAsideAsync(SourceOrders.Order("a", quantity: 0));

        (await Service.Http.DeleteAsync(PathOf(letter))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await LettersAsync()).ShouldBeEmpty();
        (await Service.Http.DeleteAsync(PathOf(letter))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Service.Log.ShouldContain(line => line.Contains("dropped", StringComparison.Ordinal) && line.Contains("Quantity must be", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_newest_first()
    {
        var documents = Enumerable.Range(0, 7).Select(n => SourceOrders.Order($"bad {n}", quantity: 0)).ToArray();
        await Source.InsertAsync(documents);
        await Eventually.BecomesTrueAsync(async () => (await LettersAsync()).Count == 7);

        List<string> seen = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Service.GetAsync($"/api/v1/dead-letters?limit=3&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("documentId").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        seen.Count.ShouldBe(7);
        seen.Distinct().Count().ShouldBe(7);
        var times = (await LettersAsync()).Select(item => item.GetProperty("at").GetDateTimeOffset()).ToList();
        times.ShouldBe(times.OrderDescending());
    }

    [Fact]
    public async Task While_the_source_is_away_the_answer_is_503()
    {
        await Mongo.DisposeAsync();

        (await Service.Http.GetAsync("/api/v1/dead-letters", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static string PathOf(JsonElement letter) => $"/api/v1/dead-letters/{letter.GetProperty("id").GetString()}";

    private async Task<JsonElement> SetAsideAsync(BsonDocument document)
    {
        await Source.InsertAsync(document);
        await Eventually.BecomesTrueAsync(async () => (await LettersAsync()).Count == 1, description: "the document is set aside");
        return (await LettersAsync())[0];
    }

    private async Task<List<JsonElement>> LettersAsync() =>
        [.. (await Service.GetAsync("/api/v1/dead-letters")).GetProperty("items").EnumerateArray()];

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path)
    {
        using var response = await Service.Http.PostAsync(path, content: null);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}
