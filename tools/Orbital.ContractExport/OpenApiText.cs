using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Orbital.Kitchen.Api;

namespace Orbital.ContractExport;

/// <summary>The description of a service's REST API, made without starting the service.</summary>
internal static class OpenApiText
{
    public static async Task<string> OfKitchenAsync(CancellationToken cancellationToken)
    {
        await using var kitchen = KitchenHost.Build(["--environment=Development"]);
        // The routes are known to the description from here on, as after a start.
        kitchen.UseRouting();
        kitchen.UseEndpoints(_ => { });
        var document = await kitchen.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(cancellationToken);
        // Where it runs is not part of the contract.
        document.Servers = [];
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken) + "\n";
    }
}
