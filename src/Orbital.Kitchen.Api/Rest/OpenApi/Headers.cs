using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>The headers by which callers guard their commands; see <see cref="Preconditions"/>.</summary>
internal static class Headers
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        if (context.Description.IsBatchItemCommand())
            operation.Parameters.Add(Header("If-Match", "The ETag of the state that you act on: a stale one is refused with 412. `*`, or none, for any.", Examples.ETag));
        if (context.Description.IsBatchItemCommand() || context.Description.IsPrepare())
        {
            operation.Parameters.Add(Header(
                Preconditions.IdempotencyKeyHeader,
                "A key of your choice for this request. The same request again under the same key gets the first answer and does nothing twice; "
                + "another request under it is refused with 422. Remembered for a day unless configured otherwise.",
                "5b1f0c1e-tap-17",
                Preconditions.MaxKeyLength));
        }

        if (context.Description.AnswersWithBatchItem())
            AddETag(operation);
        return Task.CompletedTask;
    }

    /// <summary>The version of a batch item, on a response.</summary>
    public static OpenApiHeader ETag() => new()
    {
        Description = "The version, for `If-Match`.", Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = Examples.ETag,
    };

    /// <summary>When to come back, on a response.</summary>
    public static OpenApiHeader RetryAfter() => new()
    {
        Description = "Seconds until it may be tried again.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" }, Example = 1,
    };

    private static void AddETag(OpenApiOperation operation)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is not OpenApiResponse answer)
                continue;
            if (status == "429")
                continue;
            answer.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = ETag() };
            if (status == "201")
                answer.Headers["Location"] = new OpenApiHeader { Description = "Its address.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" } };
        }
    }

    private static OpenApiParameter Header(string name, string description, string example, int? maxLength = null) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxLength },
        Example = example,
    };
}
