using System.Net;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>What is not usable is refused with its reason, and writes nothing.</summary>
[Collection(RestCollection.Name)]
public sealed class RestBadInputTests(RestKitchen kitchen)
{
    private static readonly string TooLong = new('x', 201);

    public static TheoryData<string, string> UnusableWork => new()
    {
        { "quantity", """{"stationName":"Grill","itemName":"Burger"}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":0}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":-1}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":2147483647}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":99999999999999999999}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":1.5}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":"1"}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":[1]}""" },
        { "quantity", """{"stationName":"Grill","itemName":"Burger","quantity":1,"quantity":2}""" },
        { "stationName", """{"itemName":"Burger","quantity":1}""" },
        { "stationName", """{"stationName":null,"itemName":"Burger","quantity":1}""" },
        { "stationName", """{"stationName":"  ","itemName":"Burger","quantity":1}""" },
        { "stationName", """{"stationName":7,"itemName":"Burger","quantity":1}""" },
        { "stationName", $$"""{"stationName":"{{TooLong}}","itemName":"Burger","quantity":1}""" },
        { "stationName", """{"stationName":"Gr\u0000ill","itemName":"Burger","quantity":1}""" },
        { "itemName", """{"stationName":"Grill","itemName":"Bur\u001bger","quantity":1}""" },
        { "itemName", """{"stationName":"Grill","itemName":"Bur\u0085ger","quantity":1}""" },
        { "itemName", """{"stationName":"Grill","itemName":"\ud800","quantity":1}""" },
        { "itemName", """{"stationName":"Grill","quantity":1}""" },
        { "note", $$"""{"stationName":"Grill","itemName":"Burger","quantity":1,"note":"{{new string('n', 501)}}"}""" },
        { "note", """{"stationName":"Grill","itemName":"Burger","quantity":1,"note":"a\nb"}""" },
        { "priority", """{"stationName":"Grill","itemName":"Burger","quantity":1,"priority":"soon"}""" },
        { "priority", """{"stationName":"Grill","itemName":"Burger","quantity":1,"priority":1}""" },
        { "colour", """{"stationName":"Grill","itemName":"Burger","quantity":1,"colour":"red"}""" },
        { "body", "[]" },
        { "body", "7" },
        { "body", "null" },
        { "body", "" },
        { "body", "{" },
        { "body", "nonsense" },
        { "body", """{"stationName":"Grill",}""" },
    };

    [Theory]
    [MemberData(nameof(UnusableWork), DisableDiscoveryEnumeration = true)]
    public Task Work_that_is_not_usable_is_refused_with_the_name_of_the_field(string field, string body) =>
        kitchen.NothingIsWrittenAsync(async () => (await kitchen.PostAsync("batch-items", body)).ShouldBlame(field));

    [Theory]
    [InlineData("quantity", """{"quantity":-1}""")]
    [InlineData("quantity", """{"quantity":21}""")]
    [InlineData("quantity", """{"quantity":true}""")]
    [InlineData("status", """{"status":"completed"}""")]
    [InlineData("Note", """{"Note":"x"}""")]
    [InlineData("note", """{"note":"x","note":"y"}""")]
    [InlineData("note", """{"note":"\u0000"}""")]
    [InlineData("priority", """{"priority":"urgent"}""")]
    [InlineData("priority", """{"priority":"0"}""")]
    [InlineData("body", "[{}]")]
    public async Task A_change_that_is_not_usable_is_refused_with_the_name_of_the_field(string field, string body)
    {
        var id = (await kitchen.PostAsync("batch-items", new { stationName = RestKitchen.NewName(), itemName = "Burger", quantity = 4 })).Body.Text("id");

        await kitchen.NothingIsWrittenAsync(async () => (await kitchen.SendAsync(HttpMethod.Patch, $"batch-items/{id}", body)).ShouldBlame(field));
    }

    [Theory]
    [InlineData("quantity", """{"quantity":0}""")]
    [InlineData("quantity", """{"quantity":-3}""")]
    [InlineData("quantity", """{"quantity":1001}""")]
    [InlineData("quantity", """{"quantity":9e99}""")]
    [InlineData("units", """{"units":1}""")]
    public async Task A_number_of_units_that_is_not_usable_is_refused(string field, string body)
    {
        var station = RestKitchen.NewName();
        await kitchen.OrderAsync(station, 2);
        var id = await kitchen.OnlyItemAsync(station);

        await kitchen.NothingIsWrittenAsync(async () => (await kitchen.PostAsync($"batch-items/{id}/complete", body)).ShouldBlame(field));
    }

    [Theory]
    [InlineData("windowSeconds", "Grill", """{"capacity":5}""")]
    [InlineData("windowSeconds", "Grill", """{"capacity":5,"windowSeconds":-1}""")]
    [InlineData("windowSeconds", "Grill", """{"capacity":5,"windowSeconds":86401}""")]
    [InlineData("windowSeconds", "Grill", """{"capacity":5,"windowSeconds":2147483647}""")]
    [InlineData("capacity", "Grill", """{"windowSeconds":5}""")]
    [InlineData("capacity", "Grill", """{"windowSeconds":5,"capacity":0}""")]
    [InlineData("capacity", "Grill", """{"windowSeconds":5,"capacity":1001}""")]
    [InlineData("itemName", "Grill", """{"windowSeconds":5,"capacity":5,"itemName":"\u0007"}""")]
    [InlineData("windowSecond", "Grill", """{"windowSecond":5,"capacity":5}""")]
    [InlineData("stationName", "Gr%01ill", """{"windowSeconds":5,"capacity":5}""")]
    [InlineData("stationName", "%20", """{"windowSeconds":5,"capacity":5}""")]
    public Task A_policy_that_is_not_usable_is_refused(string field, string station, string body) => kitchen.NothingIsWrittenAsync(async () =>
    {
        (await kitchen.SendAsync(HttpMethod.Put, $"stations/{station}/batching-policy", body)).ShouldBlame(field);
        (await kitchen.GetAsync("stations")).Body.GetRawText().ShouldNotContain("\"Grill\"");
    });

    [Theory]
    [InlineData("station", "batch-items?station=%00")]
    [InlineData("item", "batch-items?item=a%0Ab")]
    [InlineData("brand", "batch-items?brand=%7F")]
    [InlineData("station", "board?station=%00")]
    [InlineData("updatedSince", "batch-items?updatedSince=yesterday")]
    [InlineData("updatedSince", "batch-items?updatedSince=%00")]
    [InlineData("limit", "batch-items?limit=-1")]
    [InlineData("limit", "orders?limit=99999999999")]
    [InlineData("limit", "orders?limit=1&limit=2")]
    [InlineData("cursor", "batch-items?cursor=LTE")]
    [InlineData("cursor", "orders?cursor=%00")]
    [InlineData("status", "batch-items?status=")]
    [InlineData("status", "orders?status=0")]
    public async Task A_query_that_is_not_usable_is_refused(string field, string path) => (await kitchen.GetAsync(path)).ShouldBlame(field);

    [Fact]
    public async Task A_name_to_look_for_that_is_too_long_is_refused() => (await kitchen.GetAsync($"batch-items?station={TooLong}")).ShouldBlame("station");

    [Fact]
    public Task An_order_id_that_is_not_usable_is_not_remembered_as_cancelled() => kitchen.NothingIsWrittenAsync(async () =>
    {
        (await kitchen.PostAsync("orders/a%01b/cancel")).ShouldBlame("order_id");
        (await kitchen.PostAsync($"orders/{TooLong}/cancel")).ShouldBlame("order_id");
        (await kitchen.PostAsync("orders/a%00b/cancel")).Status.ShouldBe(HttpStatusCode.BadRequest);
    });

    [Theory]
    [InlineData("GET", "batch-items/0199a000-0000-7000-8000-000000000000")]
    [InlineData("PATCH", "batch-items/0199a000-0000-7000-8000-000000000000")]
    [InlineData("DELETE", "batch-items/0199a000-0000-7000-8000-000000000000")]
    [InlineData("POST", "batch-items/0199a000-0000-7000-8000-000000000000/start")]
    [InlineData("POST", "batch-items/0199a000-0000-7000-8000-000000000000/complete")]
    [InlineData("POST", "batch-items/0199a000-0000-7000-8000-000000000000/recall")]
    [InlineData("POST", "batch-items/0199a000-0000-7000-8000-000000000000/acknowledge-cancellation")]
    [InlineData("GET", "orders/nobody")]
    [InlineData("GET", "orders/no%01body")]
    [InlineData("POST", "orders/nobody/hand-off")]
    [InlineData("POST", "orders/nobody/rush")]
    [InlineData("GET", "batch-items/7")]
    [InlineData("POST", "batch-items/not-a-uuid/start")]
    [InlineData("GET", "nothing/here")]
    public Task What_is_not_known_is_not_found(string method, string path) => kitchen.NothingIsWrittenAsync(async () =>
        (await kitchen.SendAsync(new HttpMethod(method), path, method == "PATCH" ? "{}" : null)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found"));

    [Theory]
    [InlineData("PUT", "batch-items")]
    [InlineData("GET", "stations/Grill/batching-policy")]
    [InlineData("PUT", "batch-items/0199a000-0000-7000-8000-000000000000")]
    public async Task A_method_that_a_path_does_not_have_is_refused(string method, string path) =>
        (await kitchen.SendAsync(new HttpMethod(method), path)).ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
}
