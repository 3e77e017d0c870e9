using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.Displays;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Application.Kitchen.GetBatchItem;
using Orbital.Application.Kitchen.GetBoard;
using Orbital.Application.Kitchen.GetOrder;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.ListOrders;
using Orbital.Application.Kitchen.ListStations;
using Orbital.Application.Kitchen.ShowPerformance;
using Orbital.Application.Kitchen.Views;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.Kitchen.EventFeed;
using Orbital.Infrastructure.Kitchen.PostgreSql.Queries;
using Orbital.Infrastructure.Kitchen.Telemetry;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Registers all that needs the kitchen's database.</summary>
internal static class KitchenDatabase
{
    /// <summary>Name of the connection string in configuration.</summary>
    private const string ConnectionStringName = "PostgreSQL";

    public static IServiceCollection AddKitchenDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BatchingOptions>().BindConfiguration("Batching").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();

        services.AddOptions<ConnectionText>()
            .Configure(text => text.Value = configuration.GetConnectionString(ConnectionStringName))
            .Validate(text => CanBeRead(text.Value), $"ConnectionStrings:{ConnectionStringName} must be a connection string of PostgreSQL, as Npgsql reads it")
            .ValidateOnStart();
        services.AddSingleton<DatabaseTime>();
        services.AddSingleton<ServerLineage>();
        services.AddSingleton(provider => new KitchenConnections(
            Required(configuration), provider.GetRequiredService<ServerLineage>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<KitchenConnections>().Readers);
        services.AddSingleton<CommitRecord>();
        services.AddSingleton<WriteProbe>();
        services.AddSingleton<DatabaseHealth>();
        // It finds the data source among the services. Named here, each database would have an EF Core of its own in this process, for ever.
        services.AddPooledDbContextFactory<KitchenDbContext>(options => options.UseNpgsql().UseSnakeCaseNamingConvention());

        services.AddSingleton<SchemaMigration>();
        services.AddHostedService(provider => provider.GetRequiredService<SchemaMigration>());
        services.AddHostedService<StandbyNotice>();

        services.AddSingleton<PolicyCache>();
        services.AddSingleton<KitchenTransaction>();
        services.AddSingleton<BoundedLabels>();
        services.AddSingleton<GroupMeasurements>();
        services.AddSingleton<IScrapedState, OpenWorkGauges>();
        services.AddSingleton<IScrapedState, DatabaseGauges>();
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<IKitchenTransactions>(provider => provider.GetRequiredService<GroupCommit>());
        services.AddHostedService(provider => provider.GetRequiredService<GroupCommit>());

        services.AddSingleton<Snapshots>();
        services.AddTransient<IRequestHandler<ListBatchItems, Page<BatchItemView>>, ListBatchItemsHandler>();
        services.AddTransient<IRequestHandler<GetBatchItem, BatchItemView>, GetBatchItemHandler>();
        services.AddTransient<IRequestHandler<ListOrders, Page<OrderView>>, ListOrdersHandler>();
        services.AddTransient<IRequestHandler<GetOrder, OrderView>, GetOrderHandler>();
        services.AddTransient<IRequestHandler<ListStations, StationList>, ListStationsHandler>();
        services.AddTransient<IRequestHandler<ShowPerformance, StationPerformanceView>, ShowPerformanceHandler>();
        services.AddTransient<IRequestHandler<GetBoard, BoardView>, GetBoardHandler>();

        services.AddOptions<PairingOptions>().BindConfiguration("Displays").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PairingOptions>>().Value);
        services.AddSingleton<IDisplayStore, DisplayStore>();

        services.AddSingleton<EventStore>();
        services.AddSingleton<KitchenEventFeed>();
        services.AddSingleton<IEventFeed>(provider => provider.GetRequiredService<KitchenEventFeed>());
        services.AddHostedService<EventFollower>();
        services.AddHostedService<Retention>();
        return services;
    }

    /// <summary>
    /// Whether an exception of Npgsql or EF Core says that the database cannot be reached, or not now: the same request may succeed later.
    /// </summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        PostgresException e => !IsAboutTheData(e),
        NpgsqlException or TimeoutException => true,
        InvalidOperationException { InnerException: { } inner } => IsAway(inner),
        DbUpdateException { InnerException: { } inner } => IsAway(inner),
        _ => false,
    };

    /// <summary>Whether the server took a transaction back for another's sake: it can be repeated at once.</summary>
    public static bool WasRolledBack(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    // Values, constraints and limits: trying again later cannot help. All else is the server's state, which somebody is going to mend; so is the
    // limit of the queue of notifications, which a listener fills that sits in a transaction (no text that is accepted reaches another limit of that code).
    private static bool IsAboutTheData(PostgresException e) => e.SqlState[..2] is "22" or "23" or "54" && e.SqlState != PostgresErrorCodes.ProgramLimitExceeded;

    private static string Required(IConfiguration configuration) =>
        configuration.GetConnectionString(ConnectionStringName) is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new StartRefusedException($"ConnectionStrings:{ConnectionStringName} is required: where is the kitchen's PostgreSQL?");

    // What the parser says may quote a piece of a password that was not escaped.
    private static bool CanBeRead(string? text)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }

    private sealed class ConnectionText
    {
        public string? Value { get; set; }
    }
}
