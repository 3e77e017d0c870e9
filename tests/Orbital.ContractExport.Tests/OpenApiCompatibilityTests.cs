using System.Text.Json.Nodes;
using Orbital.AppHost;

namespace Orbital.ContractExport.Tests;

/// <summary>Programs that were built from the released description of the REST API still work.</summary>
public sealed class OpenApiCompatibilityTests
{
    private static readonly string Released =
        File.ReadAllText(Repository.PathOf("tests", "Orbital.ContractExport.Tests", "Released", "openapi", "kitchen.v1.json"));

    /// <summary>Where in the description, what stands there instead (null for nothing), and the break.</summary>
    public static TheoryData<string, string?, string> Breaks => new()
    {
        { "paths|/api/v1/board|get", null, "get /api/v1/board: was operation, is missing" },
        { "paths|/api/v1/batch-items|get|parameters|2|schema|items|type", "\"integer\"", "get /api/v1/batch-items query status: was array of string, is array of integer" },
        { "paths|/api/v1/batch-items|get|parameters|0|required", "true", "get /api/v1/batch-items query station: is required now" },
        { "paths|/api/v1/batch-items/{id}/complete|post|requestBody|required", "true", "post /api/v1/batch-items/{id}/complete body: is required now" },
        { "components|schemas|OrderView|properties|orderId", null, "OrderView.orderId: was string, is missing" },
        { "components|schemas|BatchItemView|properties|quantity|type", "\"string\"", "BatchItemView.quantity: was integer int32, is string int32" },
        { "components|schemas|ServedOrderView|required|0", null, "ServedOrderView.orderId in every answer: was there, is missing" },
        { "components|schemas|PrepareBody|required", """["stationName", "itemName", "quantity", "note"]""", "PrepareBody note: is required now" },
        { "components|schemas|Priority|enum|0", null, "Priority normal: was value, is missing" },
    };

    [Fact]
    public async Task The_rest_api_still_does_all_that_was_released() => OpenApiBreaks.Between(
        Released, await File.ReadAllTextAsync(Repository.PathOf("openapi", "kitchen.v1.json"), TestContext.Current.CancellationToken)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_change_that_breaks_callers_is_named(string place, string? becomes, string broken)
    {
        var breaks = OpenApiBreaks.Between(Released, Changed(place, becomes));

        breaks[0].ShouldBe(broken);
        // And perhaps what went with it.
        breaks.ShouldAllBe(line => line.StartsWith(broken.Split(':')[0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("components|schemas|PrepareBody|properties|colour", """{"type": "string"}""")]
    [InlineData("components|schemas|OrderView|properties|colour", """{"type": "string"}""")]
    [InlineData("components|schemas|Colour", """{"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}""")]
    [InlineData("paths|/api/v1/colours", """{"get": {"parameters": [{"name": "like", "in": "query", "required": true}], "responses": {}}}""")]
    [InlineData("paths|/api/v1/board|get|responses|429", """{"description": "Too often."}""")]
    [InlineData("paths|/api/v1/board|get|summary", "\"The board\"")]
    public void An_addition_breaks_nobody(string place, string becomes) => OpenApiBreaks.Between(Released, Changed(place, becomes)).ShouldBeEmpty();

    private static string Changed(string place, string? becomes)
    {
        var document = JsonNode.Parse(Released)!;
        var names = place.Split('|');
        var parent = names[..^1].Aggregate(document, (node, name) => node is JsonArray list ? list[int.Parse(name, null)]! : node[name]!);
        var value = becomes is null ? null : JsonNode.Parse(becomes);
        if (parent is JsonArray array)
            array.RemoveAt(int.Parse(names[^1], null));
        else if (value is null)
            parent.AsObject().Remove(names[^1]).ShouldBeTrue(place);
        else
            parent[names[^1]] = value;
        return document.ToJsonString();
    }
}
