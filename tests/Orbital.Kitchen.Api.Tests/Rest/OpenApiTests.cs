using System.Net;
using System.Text.Json;

namespace Orbital.Kitchen.Api.Tests.Rest;

[Collection(RestCollection.Name)]
public sealed class OpenApiTests(RestKitchen kitchen)
{
    private static readonly string[] Methods = ["get", "put", "post", "patch", "delete"];

    /// <summary>The table of routes that the kitchen promises.</summary>
    private static readonly string[] Promised =
    [
        "get /api/v1/batch-items", "post /api/v1/batch-items", "get /api/v1/batch-items/{id}", "patch /api/v1/batch-items/{id}",
        "delete /api/v1/batch-items/{id}", "post /api/v1/batch-items/{id}/start", "post /api/v1/batch-items/{id}/complete",
        "post /api/v1/batch-items/{id}/recall", "post /api/v1/batch-items/{id}/acknowledge-cancellation", "get /api/v1/orders",
        "get /api/v1/orders/{id}", "post /api/v1/orders/{id}/hand-off", "post /api/v1/orders/{id}/rush", "post /api/v1/orders/{id}/cancel",
        "get /api/v1/stations", "put /api/v1/stations/{name}/batching-policy", "get /api/v1/stations/{name}/performance",
        "get /api/v1/board", "get /api/v1/events", "get /api/v1/display",
        "get /api/v1/displays", "patch /api/v1/displays/{id}", "delete /api/v1/displays/{id}", "post /api/v1/pairings", "get /api/v1/pairings/mine",
        "post /api/v1/pairings/{code}/approval",
    ];

    [Fact]
    public async Task It_is_OpenAPI_3_1_and_has_every_route_and_no_other()
    {
        var document = await DocumentAsync();

        document.Text("openapi").ShouldStartWith("3.1.");
        Operations(document).Select(operation => operation.Route).ShouldBe(Promised, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_what_its_parameters_are()
    {
        foreach (var (route, operation) in Operations(await DocumentAsync()))
        {
            operation.Text("summary").ShouldNotBeEmpty(route);
            operation.Texts("tags").ShouldHaveSingleItem(route);
            operation.Text("operationId").ShouldNotBeEmpty(route);
            foreach (var parameter in Elements(operation, "parameters"))
            {
                parameter.Text("description").ShouldNotBeEmpty($"{route} {parameter}");
                parameter.GetProperty("schema").TryGetProperty("type", out _).ShouldBeTrue($"{route} {parameter}");
            }
        }
    }

    [Fact]
    public async Task Every_body_has_a_schema_and_an_example()
    {
        foreach (var (route, operation) in Operations(await DocumentAsync()))
        {
            operation.GetProperty("responses").EnumerateObject().ShouldContain(response => response.Name.StartsWith('2'), route);
            foreach (var (place, media) in Bodies(operation))
            {
                media.TryGetProperty("schema", out _).ShouldBeTrue($"{route} {place}");
                media.TryGetProperty("example", out _).ShouldBeTrue($"{route} {place}");
            }
        }
    }

    [Fact]
    public async Task Every_schema_and_every_property_is_described()
    {
        foreach (var schema in (await DocumentAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            schema.Value.Text("description").ShouldNotBeEmpty(schema.Name);
            foreach (var property in Properties(schema.Value))
                property.Value.GetRawText().ShouldContain("\"description\"", Case.Sensitive, $"{schema.Name}.{property.Name}");
        }
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_with_what_a_program_needs_to_go_on()
    {
        var document = await DocumentAsync();
        var problem = document.GetProperty("components").GetProperty("schemas").GetProperty("Problem");

        Properties(problem).Select(property => property.Name).ShouldBe(
            ["type", "title", "status", "detail", "field", "currentStatus", "allowedActions", "traceId"], ignoreOrder: true);
        var start = document.GetProperty("paths").GetProperty("/api/v1/batch-items/{id}/start").GetProperty("post");
        start.GetProperty("responses").EnumerateObject().Select(response => response.Name)
            .ShouldBe(["200", "400", "401", "403", "404", "409", "412", "422", "429", "503"], ignoreOrder: true);
        Elements(start, "parameters").Select(parameter => parameter.Text("name")).ShouldBe(["id", "If-Match", "Idempotency-Key"]);
        start.GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty("ETag", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Limits_and_defaults_of_a_list_are_in_its_schema()
    {
        var list = (await DocumentAsync()).GetProperty("paths").GetProperty("/api/v1/batch-items").GetProperty("get");
        var schemas = Elements(list, "parameters").ToDictionary(parameter => parameter.Text("name"), parameter => parameter.GetProperty("schema"));

        (schemas["limit"].Text("type"), schemas["limit"].Number("minimum"), schemas["limit"].Number("maximum"), schemas["limit"].Number("default"))
            .ShouldBe(("integer", 1, 500, 50));
        schemas["updatedSince"].Text("format").ShouldBe("date-time");
        schemas["status"].GetProperty("items").Texts("enum").ShouldBe(["pending", "in_progress", "completed", "cancelled"]);
    }

    [Fact]
    public async Task Examples_of_answers_look_like_real_answers()
    {
        var station = RestKitchen.NewName();
        var order = await kitchen.OrderAsync(station, 3);
        var id = await kitchen.OnlyItemAsync(station);
        var document = await DocumentAsync();

        foreach (var (path, real) in new[]
        {
            ("batch-items", $"batch-items?station={Uri.EscapeDataString(station)}"),
            ("batch-items/{id}", $"batch-items/{id}"),
            ("orders", "orders?limit=1"),
            ("orders/{id}", $"orders/{order}"),
            ("board", $"board?station={Uri.EscapeDataString(station)}"),
        })
        {
            Shape(Example(document, path, "get", "200")).ShouldBe(Shape((await kitchen.GetAsync(real)).Body), path);
        }

        var stations = (await kitchen.GetAsync("stations")).Body.GetProperty("items").EnumerateArray().First(item => item.Text("name") == station);
        Shape(Example(document, "stations", "get", "200").GetProperty("items")[0]).ShouldBe(Shape(stations));
    }

    [Fact]
    public async Task Examples_of_bodies_are_accepted()
    {
        var document = await DocumentAsync();
        var made = await kitchen.PostAsync("batch-items", RequestExample(document, "batch-items", "post"));
        var path = $"batch-items/{made.Body.Text("id")}";
        var changed = await kitchen.SendAsync(HttpMethod.Patch, path, RequestExample(document, "batch-items/{id}", "patch"));
        var done = await kitchen.PostAsync($"{path}/complete", RequestExample(document, "batch-items/{id}/complete", "post"));
        var policy = await kitchen.SendAsync(
            HttpMethod.Put, $"stations/{RestKitchen.NewName()}/batching-policy", RequestExample(document, "stations/{name}/batching-policy", "put"));

        new[] { made, changed, done, policy }.Select(answer => (int)answer.Status).ShouldBe([201, 200, 200, 200]);
        Shape(Example(document, "stations/{name}/batching-policy", "put", "200")).ShouldBe(Shape(policy.Body));
    }

    [Fact]
    public async Task The_example_of_a_refusal_is_what_is_answered()
    {
        var id = "0199a000-0000-7000-8000-000000000000";
        var real = (await kitchen.GetAsync($"batch-items/{id}")).Body;
        var example = Example(await DocumentAsync(), "batch-items/{id}", "get", "404", "application/problem+json");

        example.EnumerateObject().Select(property => property.Name).ShouldBeSubsetOf(real.EnumerateObject().Select(property => property.Name));
        example.Text("type").ShouldBe(real.Text("type"));
    }

    [Fact]
    public async Task The_page_for_people_loads_nothing_from_elsewhere()
    {
        using var page = await kitchen.Left.Http.GetAsync("/docs/");
        var html = await page.Content.ReadAsStringAsync();

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("openapi/v1.json");
        html.ShouldNotContain("://");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self'");
        (await kitchen.Left.Http.GetAsync("/docs/scalar.js")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await kitchen.Left.Http.GetAsync("/docs/scalar.aspnetcore.js")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<JsonElement> DocumentAsync() => await kitchen.Left.GetAsync("/openapi/v1.json");

    private static IEnumerable<(string Route, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select ($"{operation.Name} {path.Name}", operation.Value);

    private static IEnumerable<(string Place, JsonElement Media)> Bodies(JsonElement operation)
    {
        List<(string Place, JsonElement Body)> bodies = [.. operation.GetProperty("responses").EnumerateObject().Select(response => (response.Name, response.Value))];
        if (operation.TryGetProperty("requestBody", out var request))
            bodies.Add(("request", request));
        return bodies.SelectMany(body => body.Body.GetProperty("content").EnumerateObject().Select(media => (body.Place, media.Value)));
    }

    private static JsonElement Example(JsonElement document, string path, string method, string status, string mediaType = "application/json") =>
        document.GetProperty("paths").GetProperty($"/api/v1/{path}").GetProperty(method).GetProperty("responses").GetProperty(status)
            .GetProperty("content").GetProperty(mediaType).GetProperty("example");

    private static string RequestExample(JsonElement document, string path, string method) =>
        document.GetProperty("paths").GetProperty($"/api/v1/{path}").GetProperty(method).GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();

    /// <summary>Names of all properties, in their order, with those of the first entry of each list.</summary>
    private static string Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(property => $"{property.Name}{Shape(property.Value)}"))}}}",
        JsonValueKind.Array when value.GetArrayLength() > 0 => $"[{Shape(value[0])}]",
        _ => "",
    };

    private static JsonElement[] Elements(JsonElement json, string name) => json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    private static JsonProperty[] Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject()] : [];
}
