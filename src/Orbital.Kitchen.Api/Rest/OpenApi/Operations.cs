using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>What kind of operation a route is; the transformers tell them apart by this alone.</summary>
internal static class Operations
{
    private const string BatchItem = "api/v1/batch-items/{id}";

    /// <summary>It changes a batch item that exists.</summary>
    public static bool IsBatchItemCommand(this ApiDescription route) => route.HttpMethod != "GET" && route.Path().StartsWith(BatchItem, StringComparison.Ordinal);

    /// <summary>It makes a batch item.</summary>
    public static bool IsPrepare(this ApiDescription route) => route.HttpMethod == "POST" && route.Path() == "api/v1/batch-items";

    /// <summary>It changes an order.</summary>
    public static bool IsOrderCommand(this ApiDescription route) => route.HttpMethod == "POST" && route.IsAboutOrders();

    public static bool IsCancelOrder(this ApiDescription route) => route.IsOrderCommand() && route.Path().EndsWith("/cancel", StringComparison.Ordinal);

    public static bool IsAboutOrders(this ApiDescription route) => route.Path().StartsWith("api/v1/orders", StringComparison.Ordinal);

    /// <summary>It needs no database.</summary>
    public static bool IsAboutDisplays(this ApiDescription route) => route.Path() == "api/v1/display";

    /// <summary>It is about one paired display.</summary>
    public static bool IsAboutPairedDisplay(this ApiDescription route) => route.Path().StartsWith("api/v1/displays/", StringComparison.Ordinal);

    /// <summary>It is about one pairing.</summary>
    public static bool IsAboutPairing(this ApiDescription route) => route.Path().StartsWith("api/v1/pairings/", StringComparison.Ordinal);

    public static bool IsEventStream(this ApiDescription route) => route.Path() == "api/v1/events";

    /// <summary>It answers with one batch item.</summary>
    public static bool AnswersWithBatchItem(this ApiDescription route) => route.IsPrepare() || route.Path().StartsWith(BatchItem, StringComparison.Ordinal);

    /// <summary>It is about one thing that may not exist.</summary>
    public static bool NamesSomething(this ApiDescription route) => (route.Path().Contains("{id}", StringComparison.Ordinal) && !route.IsCancelOrder()) || route.IsAboutPairing();

    public static bool HasQuery(this ApiDescription route) => route.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Query);

    public static bool HasBody(this ApiDescription route) => route.BodyType() is not null;

    /// <summary>What the body is read as; null when there is none.</summary>
    public static Type? BodyType(this ApiDescription route) =>
        route.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source == BindingSource.Body)?.Type;

    private static string Path(this ApiDescription route) => route.RelativePath?.TrimEnd('/').Replace(":guid", "", StringComparison.Ordinal) ?? "";
}
