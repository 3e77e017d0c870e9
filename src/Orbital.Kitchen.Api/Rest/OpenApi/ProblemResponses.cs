using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>How each operation can be refused. The examples come from the table that answers.</summary>
internal static class ProblemResponses
{
    private const string SchemaName = "Problem";

    private static readonly Dictionary<int, (string Description, ProblemDetails Example)> Refusals = new()
    {
        [400] = ("A field, parameter or header is not usable; `field` names it.", ErrorProblem.ProblemOf(new InvalidFieldException("quantity", "must be at least 1, was 0"))),
        [401] = ("Nobody is signed in, or not any more.", RefusalProblems.NotSignedIn()),
        [403] = ("The caller has none of the roles that this needs, works at other stations, or asks from another site's page.", ErrorProblem.ProblemOf(new OtherStationException("Bar", [Examples.StationName]))),
        [404] = ("There is no such thing.", ErrorProblem.ProblemOf(new NotKnownException("batch item", Examples.BatchItemId))),
        [409] = (
            "The present status forbids this; `currentStatus` and `allowedActions` say what it is and what it allows.",
            ErrorProblem.ProblemOf(new ActionRefusedException("batch item", Examples.BatchItemId, "start", "completed", ["recall"]))),
        [412] = ("It has changed since the version in `If-Match`; `ETag` is the present one.", ErrorProblem.ProblemOf(new StaleVersionException("batch item", Examples.BatchItemId, 41, 42))),
        [413] = ("The body is larger than 64 KiB.", ErrorProblem.ProblemOf(new BadHttpRequestException("Request body too large.", 413))),
        [415] = ("The body is not `application/json`.", ErrorProblem.ProblemOf(new BadHttpRequestException("Expected a supported JSON media type.", 415))),
        [422] = ("The idempotency key was used for another request.", ErrorProblem.ProblemOf(new KeyReusedException("5b1f0c1e-tap-17"))),
        [429] = ("The caller asks too much; `Retry-After` says when it may come back.", RefusalProblems.TooMany(1)),
        [503] = ("The kitchen's database is away, or too many callers wait. Try again later.", ErrorProblem.ProblemOf(new KitchenUnavailableException("the kitchen's database cannot be reached"))),
    };

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        document.AddComponent(SchemaName, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellationToken));
        foreach (var status in StatusesOf(context.Description, Rights.RolesOf(context.Description, context.ApplicationServices).Count > 0))
        {
            var (description, example) = Refusals[status];
            var response = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(SchemaName, document), Example = Examples.Of(example) },
                },
            };
            if (status == 412)
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = Headers.ETag() };
            if (status == 429)
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Headers.RetryAfter() };
            operation.Responses![$"{status}"] = response;
        }
    }

    private static IEnumerable<int> StatusesOf(ApiDescription route, bool needsSignIn)
    {
        if (needsSignIn)
        {
            yield return 401;
            yield return 403;
        }

        yield return 429;
        if (route.IsEventStream())
            yield break;
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
