using System.Data.Common;
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

    private const int CommandTimeoutSeconds = 8;
    private const int ConnectTimeoutSeconds = 3;
    private const int WriteBufferBytes = 512 * 1024;

    public static IServiceCollection AddKitchenDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BatchingOptions>().BindConfiguration("Batching").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();

        services.AddOptions<ConnectionText>()
            .Configure(text => text.Value = configuration.GetConnectionString(ConnectionStringName))
            .Validate(text => CanBeRead(text.Value), $"ConnectionStrings:{ConnectionStringName} must be a connection string of PostgreSQL, as Npgsql reads it")
            .ValidateOnStart();
        services.AddSingleton(provider => CreateDataSource(configuration, provider.GetRequiredService<ILoggerFactory>()));
        // It finds the data source among the services. Named here, each database would have an EF Core of its own in this process, for ever.
        services.AddPooledDbContextFactory<KitchenDbContext>(options => options.UseNpgsql().UseSnakeCaseNamingConvention());

        services.AddSingleton<SchemaMigration>();
        services.AddHostedService(provider => provider.GetRequiredService<SchemaMigration>());

        services.AddSingleton<PolicyCache>();
        services.AddSingleton<KitchenTransaction>();
        services.AddSingleton<BoundedLabels>();
        services.AddSingleton<GroupMeasurements>();
        services.AddSingleton<IScrapedState, OpenWorkGauges>();
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

    // Values, constraints and limits: trying again later cannot help. All else is the server's state, which somebody is going to mend.
    private static bool IsAboutTheData(PostgresException e) => e.SqlState[..2] is "22" or "23" or "54";

    private static NpgsqlDataSource CreateDataSource(IConfiguration configuration, ILoggerFactory loggers)
    {
        var text = configuration.GetConnectionString(ConnectionStringName);
        if (string.IsNullOrWhiteSpace(text))
            throw new StartRefusedException($"ConnectionStrings:{ConnectionStringName} is required: where is the kitchen's PostgreSQL?");

        var builder = new NpgsqlDataSourceBuilder(text).UseLoggerFactory(loggers);
        var settings = builder.ConnectionStringBuilder;
        // The name of its pool in metrics and logs: it would be the connection string otherwise.
        builder.Name = "kitchen";
        settings.ApplicationName ??= "orbital-kitchen";
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 64);
        settings.AutoPrepareMinUsages = 2;
        settings.KeepAlive = 10;
        // A transaction leaves the process in one piece: one that froze between two pieces would hold the lock, and no timeout of the server
        // counts the time between the pieces.
        settings.WriteBufferSize = Math.Max(settings.WriteBufferSize, WriteBufferBytes);
        // Where the connection string is silent: a connection that says nothing any more must not hold the writer up for half a minute.
        var named = new DbConnectionStringBuilder { ConnectionString = text };
        if (!named.ContainsKey("Command Timeout"))
            settings.CommandTimeout = CommandTimeoutSeconds;
        if (!named.ContainsKey("Timeout"))
            settings.Timeout = ConnectTimeoutSeconds;
        // A writer that freezes inside its transaction holds up the others: the server ends it.
        settings.Options ??= "-c idle_in_transaction_session_timeout=5000";
        return builder.Build();
    }

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
