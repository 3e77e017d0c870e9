using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>Who may use each operation: from the table that decides it.</summary>
internal static class Rights
{
    private const string Bearer = "bearer";
    private const string Display = "display";

    public static Task DescribeSchemesAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "A token of the issuer that the kitchen is told to believe.",
            },
            [Display] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "__Host-orbital-display",
                Description = "The cookie of a paired display, `orbital-display` without TLS. What changes something needs the header `X-Orbital-Display: 1` with it.",
            },
        };
        return Task.CompletedTask;
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var roles = RolesOf(context.Description, context.ApplicationServices);
        operation.Security = [.. roles.Count == 0 ? [] : new[] { Bearer, Display }.Select(scheme =>
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] })];
        operation.Description = roles.Count == 0 ? "Open to everybody." : $"Needs the role {string.Join(" or ", roles)}.";
        return Task.CompletedTask;
    }

    /// <summary>The roles that may use it; none when it is open.</summary>
    public static IReadOnlyList<string> RolesOf(ApiDescription route, IServiceProvider services)
    {
        var metadata = route.ActionDescriptor.EndpointMetadata;
        return services.GetRequiredService<AccessTable>().TryFind(AccessTable.NameOf(route.RelativePath, metadata), out var policy) ? policy?.Roles ?? [] : [];
    }
}
