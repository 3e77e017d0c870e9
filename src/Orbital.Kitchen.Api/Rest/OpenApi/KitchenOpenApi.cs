using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>The description of the REST API: for programs at <c>/openapi/v1.json</c>, for people at <c>/docs</c>.</summary>
internal static class KitchenOpenApi
{
    private const string DocumentName = "v1";

    public static IServiceCollection AddKitchenOpenApi(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.AddSchemaTransformer(BodySchemas.DescribeAsync);
        options.AddOperationTransformer(QueryParameters.DescribeAsync);
        options.AddOperationTransformer(Headers.DescribeAsync);
        options.AddOperationTransformer(Rights.DescribeAsync);
        options.AddOperationTransformer(ProblemResponses.DescribeAsync);
        options.AddOperationTransformer(EventStreamOperation.DescribeAsync);
        options.AddOperationTransformer(Examples.AddAsync);
        options.AddDocumentTransformer(Rights.DescribeSchemesAsync);
        options.AddDocumentTransformer(Overview.DescribeAsync);
    });

    public static void MapKitchenOpenApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapScalarApiReference("/docs", (options, context) =>
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            // The page comes whole from this server, and the browser is told to load nothing from anywhere else.
            options.WithTitle("Orbital Kitchen API").WithNonce(nonce).DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools();
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                + "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
        });
    }
}
