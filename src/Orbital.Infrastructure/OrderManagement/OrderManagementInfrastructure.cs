using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MongoDB.Driver;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.OrderManagement.Hosting;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.OrderManagement;

/// <summary>The adapters of Order Management and the service that runs the listener.</summary>
public static class OrderManagementInfrastructure
{
    /// <summary>Registers MongoDB, the kitchens' clients, their health checks and the listener; options are validated at the start.</summary>
    public static IServiceCollection AddOrderManagementInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Stopped in the reverse order of this registration: the listener, then the connections that it used.
        services.AddHostedService<ConnectionClosingService>();
        services.AddHostedService<OrderListenerService>();
        services.AddSingleton<IScrapedState, FeedGauges>();
        services.AddMongoDb(configuration);
        services.AddKitchenClients(configuration);
        services.AddHealthChecks()
            .AddCheck<MongoHealthCheck>("mongodb")
            .AddCheck<FeedHealthCheck>("feed")
            .AddCheck<ListenerLivenessCheck>("listener", tags: [OrbitalHealth.Live]);
        return services;
    }

    private static void AddMongoDb(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("OrderFeed");
        var cancelled = section.GetSection("CancelledValues");
        services.AddOptions<OrderFeedOptions>()
            .Bind(section)
            .Configure(options => options.CancelledValues = ListSetting.Read(cancelled))
            .Validate(_ => !ListSetting.Problems(cancelled).Any(), "OrderFeed:CancelledValues must be one text with commas, or entries :0, :1 and so on")
            .Configure(options => options.ConnectionString = configuration.GetConnectionString("MongoDB") ?? options.ConnectionString)
            .Configure<IOptions<RoutingOptions>>((options, routing) =>
                options.RoutedBy = [.. routing.Value.Rules.Select(rule => rule.Field).OfType<string>().Distinct(StringComparer.Ordinal)])
            .Validate(options => IsConnectionString(options.ConnectionString), "ConnectionStrings:MongoDB must be a MongoDB connection string")
            .Validate(options => options.Database.Length > 0, "OrderFeed:Database must not be empty")
            .Validate(options => options.Collection.Length > 0, "OrderFeed:Collection must not be empty")
            .Validate(options => options.BatchSize is >= 1 and <= 10_000, "OrderFeed:BatchSize must be 1 to 10000")
            .Validate(options => options.ReplyTimeout > TimeSpan.FromSeconds(2), "OrderFeed:ReplyTimeout must be more than 2 s")
            .Validate(options => options.ConnectTimeout > TimeSpan.Zero, "OrderFeed:ConnectTimeout must be positive")
            .ValidateOnStart();
        services.AddOptions<WatchOrdersOptions>()
            .Bind(section)
            .Validate(options => Enum.IsDefined(options.StartFrom), "OrderFeed:StartFrom must be Beginning, Now or Time")
            .Validate(
                options => options.StartFrom != FirstStart.Time || options.StartTime > DateTimeOffset.UnixEpoch,
                "OrderFeed:StartTime must be a time when OrderFeed:StartFrom is Time, for example 2026-11-23T10:00:00Z")
            .Validate(options => options.MaxInFlight is >= 1 and <= 10_000, "OrderFeed:MaxInFlight must be 1 to 10000")
            .Validate(options => IsUpToAnHour(options.ParkAfter), "OrderFeed:ParkAfter must be positive, at most 1 hour")
            .Validate(options => IsUpToAnHour(options.CheckpointInterval), "OrderFeed:CheckpointInterval must be positive, at most 1 hour")
            .Validate(options => IsUpToAnHour(options.IdleCheckpointInterval), "OrderFeed:IdleCheckpointInterval must be positive, at most 1 hour")
            .Validate(
                options => options.LeaseDuration >= TimeSpan.FromSeconds(1) && IsUpToAnHour(options.LeaseDuration),
                "OrderFeed:LeaseDuration must be 1 s to 1 hour")
            .Validate(options => IsUpToAnHour(options.StandbyPollInterval), "OrderFeed:StandbyPollInterval must be positive, at most 1 hour")
            .Validate(
                options => options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout < OrbitalHosting.ShutdownTimeout,
                "OrderFeed:DrainTimeout must be 0 to less than 5 s")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<OrderFeedOptions>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WatchOrdersOptions>>().Value);
        services.AddSingleton<MongoConnection>();
        services.AddSingleton<IOrderFeed, MongoOrderFeed>();
        services.AddSingleton<ICheckpointStore, MongoCheckpointStore>();
        services.AddSingleton<IListenerLease, MongoListenerLease>();
        services.AddSingleton<IDeadLetterStore, MongoDeadLetterStore>();
        services.AddSingleton<IParkedOrderStore, MongoParkedOrderStore>();
    }

    private static bool IsUpToAnHour(TimeSpan duration) => duration > TimeSpan.Zero && duration <= TimeSpan.FromHours(1);

    private static bool IsConnectionString(string text)
    {
        try
        {
            MongoUrl.Create(text);
            return true;
        }
        catch (MongoConfigurationException)
        {
            return false;
        }
    }
}
