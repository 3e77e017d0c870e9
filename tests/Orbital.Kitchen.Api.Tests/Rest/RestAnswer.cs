using System.Net;
using System.Text.Json;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>What the REST API answered.</summary>
internal sealed record RestAnswer(HttpStatusCode Status, string? MediaType, string? ETag, string? Location, JsonElement Body)
{
    /// <summary>It is a problem with this status and type, as they are documented.</summary>
    public void ShouldBeProblem(HttpStatusCode status, string type)
    {
        Status.ShouldBe(status, $"{Body}");
        MediaType.ShouldBe("application/problem+json");
        Body.Text("type").ShouldBe($"urn:orbital:problem:{type}");
        Body.GetProperty("status").GetInt32().ShouldBe((int)status);
        Body.Text("title").ShouldNotBeEmpty();
    }

    /// <summary>It is the problem of a field that is not usable.</summary>
    public void ShouldBlame(string field)
    {
        ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-field");
        Body.Text("field").ShouldBe(field);
    }

    /// <summary>It is the refusal of a move that the status forbids.</summary>
    public void ShouldBeRefused(string currentStatus, params string[] allowedActions)
    {
        ShouldBeProblem(HttpStatusCode.Conflict, "action-refused");
        Body.Text("currentStatus").ShouldBe(currentStatus);
        Body.Texts("allowedActions").ShouldBe(allowedActions);
    }
}

/// <summary>Short ways into an answer.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public static int Number(this JsonElement json, string name) => json.GetProperty(name).GetInt32();

    public static string[] Texts(this JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    /// <summary>Whose units a batch item holds: order, quantity, how many of them are done.</summary>
    public static (string OrderId, int Quantity, int Done)[] Orders(this JsonElement batchItem) =>
    [
        .. batchItem.GetProperty("orders").EnumerateArray().Select(order => (order.Text("orderId"), order.Number("quantity"), order.Number("completedQuantity"))),
    ];
}
