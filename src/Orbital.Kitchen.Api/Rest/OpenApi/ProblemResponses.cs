using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>How each operation can be refused. The examples come from the table that answers.</summary>
internal static class ProblemResponses
{
    private const string SchemaName = "Problem";

    private static readonly Dictionary<int, (string Description, Exception Example)> Refusals = new()
    {
        [400] = ("A field, parameter or header is not usable; `field` names it.", new InvalidFieldException("quantity", "must be at least 1, was 0")),
        [404] = ("There is no such thing.", new NotKnownException("batch item", Examples.BatchItemId)),
        [409] = (
            "The present status forbids this; `currentStatus` and `allowedActions` say what it is and what it allows.",
            new ActionRefusedException("batch item", Examples.BatchItemId, "start", "completed", ["recall"])),
        [412] = ("It has changed since the version in `If-Match`; `ETag` is the present one.", new StaleVersionException("batch item", Examples.BatchItemId, 41, 42)),
        [413] = ("The body is larger than 64 KiB.", new BadHttpRequestException("Request body too large.", 413)),
        [415] = ("The body is not `application/json`.", new BadHttpRequestException("Expected a supported JSON media type.", 415)),
        [422] = ("The idempotency key was used for another request.", new KeyReusedException("5b1f0c1e-tap-17")),
        [503] = ("The kitchen's database is away, or too many callers wait. Try again later.", new KitchenUnavailableException("the kitchen's database cannot be reached")),
    };

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.IsEventStream())
            return;

        var document = context.Document!;
        document.AddComponent(SchemaName, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellationToken));
        foreach (var status in StatusesOf(context.Description))
        {
            var (description, example) = Refusals[status];
            var response = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(SchemaName, document), Example = Examples.Of(ErrorProblem.ProblemOf(example)) },
                },
            };
            if (status == 412)
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = Headers.ETag() };
            operation.Responses![$"{status}"] = response;
        }
    }

    private static IEnumerable<int> StatusesOf(ApiDescription route)
    {
        var guarded = route.IsBatchItemCommand();
        if (guarded || route.HasQuery() || route.HasBody() || route.IsCancelOrder())
            yield return 400;
        if (route.NamesSomething())
            yield return 404;
        if (guarded || route.IsOrderCommand())
            yield return 409;
        if (guarded)
            yield return 412;
        if (route.HasBody())
        {
            yield return 413;
            yield return 415;
        }

        if (guarded || route.IsPrepare())
            yield return 422;
        if (!route.IsAboutDisplays())
            yield return 503;
    }
}
