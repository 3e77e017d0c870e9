using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>Registers a client and a health check for each kitchen that is configured, and the rules that choose among them.</summary>
internal static class KitchenClients
{
    public static void AddKitchenClients(this IServiceCollection services, IConfiguration configuration)
    {
        var names = NamesOf(configuration);
        var routing = configuration.GetSection("Routing");
        services.AddOptions<RoutingOptions>()
            .Bind(routing)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RoutingOptions>>(new ValidateRouting(names, routing));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<RoutingOptions>>().Value.ToRouting());
        foreach (var name in names)
            services.AddKitchenClient(name, configuration);
    }

    /// <summary>Those of section <c>Kitchens</c>; the default one is there without being named, unless another takes its place.</summary>
    public static List<string> NamesOf(IConfiguration configuration)
    {
        var names = configuration.GetSection("Kitchens").GetChildren().Select(kitchen => kitchen.Key).ToList();
        var isDefaultNamed = names.Contains(KitchenOptions.DefaultName, StringComparer.OrdinalIgnoreCase);
        if (!isDefaultNamed && configuration["Routing:DefaultKitchen"] is null)
            names.Insert(0, KitchenOptions.DefaultName);
        return names;
    }

    private static void AddKitchenClient(this IServiceCollection services, string name, IConfiguration configuration)
    {
        var path = $"Kitchens:{name}";
        services.AddOptions<KitchenOptions>(name)
            .Bind(configuration.GetSection(path))
            .Configure(options => options.Name = name)
            .Validate(
                options => options.Endpoint is not null, $"{path}:Address must be an absolute http or https address, or dns:///host:port")
            .Validate(options => IsOwnAddress(options, configuration), $"{path}:Address must be given, and be that of no other kitchen")
            .Validate(
                options => options.SendTimeout > TimeSpan.Zero && options.SendTimeout <= TimeSpan.FromMinutes(1),
                $"{path}:SendTimeout must be positive and at most 1 minute")
            .Validate(options => options.ConnectTimeout > TimeSpan.Zero, $"{path}:ConnectTimeout must be positive")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<KitchenOptions>>(new ValidateCredentials(name));
        services.AddKeyedSingleton(name, (provider, _) =>
            new KitchenConnection(
                OptionsOf(provider, name), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KitchenConnection>>()));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<KitchenConnection>(name));
        services.AddSingleton<IKitchenGateway>(provider => new GrpcKitchenGateway(
            provider.GetRequiredKeyedService<KitchenConnection>(name), OptionsOf(provider, name), provider.GetRequiredService<TimeProvider>()));
        // Its orders wait, and this service works: it can be rolled out while a kitchen is away, also the only one.
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            IsDefault(name) ? "kitchen" : $"kitchen:{name}",
            provider => new KitchenHealthCheck(
                provider.GetRequiredService<IMediator>(), provider.GetRequiredKeyedService<KitchenConnection>(name), OptionsOf(provider, name),
                provider.GetRequiredService<TimeProvider>()),
            HealthStatus.Degraded,
            tags: null));
    }

    private static KitchenOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<KitchenOptions>>().Get(name);

    /// <summary>Only the default kitchen has an address that need not be said; two names for one kitchen would send it parts of one order as two.</summary>
    private static bool IsOwnAddress(KitchenOptions options, IConfiguration configuration)
    {
        if (configuration[$"Kitchens:{options.Name}:Address"] is null && !IsDefault(options.Name))
            return false;
        return !configuration.GetSection("Kitchens").GetChildren()
            .Any(other => !other.Key.Equals(options.Name, StringComparison.OrdinalIgnoreCase) && IsSame(other["Address"], options.Address));
    }

    private static bool IsSame(string? one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var first) && Uri.TryCreate(other, UriKind.Absolute, out var second) && first == second;

    private static bool IsDefault(string name) => name.Equals(KitchenOptions.DefaultName, StringComparison.OrdinalIgnoreCase);

    private sealed class ValidateCredentials(string kitchen) : IValidateOptions<KitchenOptions>
    {
        public ValidateOptionsResult Validate(string? name, KitchenOptions options)
        {
            if (name != kitchen)
                return ValidateOptionsResult.Skip;
            var problems = options.CredentialProblems().ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }

    private sealed class ValidateRouting(List<string> kitchens, IConfigurationSection routing) : IValidateOptions<RoutingOptions>
    {
        private static readonly string[] Lists = ["Brands", "Stations", "Values"];

        public ValidateOptionsResult Validate(string? name, RoutingOptions options)
        {
            var problems = options.Problems(kitchens).Concat(Texts()).ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }

        // Names of brands hold commas: one text would be no list, and the rule would take what it should not.
        private IEnumerable<string> Texts() => routing.GetSection("Rules").GetChildren()
            .SelectMany(rule => Lists.Select(rule.GetSection))
            .Where(list => !string.IsNullOrEmpty(list.Value))
            .Select(list => $"{list.Path} must be entries, {list.Path}:0 and so on");
    }
}
