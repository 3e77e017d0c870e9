using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// <c>AllowedHosts</c> for all but what is asked by address: a kubelet, a load balancer and Prometheus know a replica by its IP address
/// alone, and these answers hold nothing that depends on a name.
/// </summary>
public static class HostNames
{
    /// <summary>The framework's own filter goes before everything and knows no exception; its settings are used below.</summary>
    private const string FilterOfFramework = "HostFilteringStartupFilter";

    private static readonly PathString[] AskedByAddress = ["/ping", "/health", "/metrics", "/grpc.health.v1.Health"];

    /// <summary>Takes the framework's filter out, for <see cref="UseHostNames"/> to put it in its place.</summary>
    internal static void AddHostNames(this IServiceCollection services)
    {
        foreach (var filter in services.Where(IsFilterOfFramework).ToList())
            services.Remove(filter);
        services.AddHostFiltering(_ => { });
    }

    /// <summary>Refuses requests to names that are not allowed. Goes first.</summary>
    public static void UseHostNames(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseWhen(context => !IsAskedByAddress(context.Request.Path), named => named.UseHostFiltering());
    }

    private static bool IsAskedByAddress(PathString path) =>
        Array.Exists(AskedByAddress, asked => path.StartsWithSegments(asked, StringComparison.OrdinalIgnoreCase));

    private static bool IsFilterOfFramework(ServiceDescriptor service) =>
        service.ServiceType == typeof(IStartupFilter) && !service.IsKeyedService && service.ImplementationType?.Name == FilterOfFramework;
}
