using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orbital.Application.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// Brings the schema up to date at start. While the database is away it tries again every second, for ever; nothing else touches the
/// database before it is done.
/// </summary>
internal sealed partial class SchemaMigration(
    IDbContextFactory<KitchenDbContext> contexts,
    NpgsqlDataSource database,
    IOptions<BatchingOptions> batching,
    TimeProvider time,
    ILogger<SchemaMigration> logger)
    : BackgroundService
{
    // Any fixed number: replicas that start together take turns on it, also while the history table does not exist yet.
    private const long AdvisoryLock = 0x4F52424954414C;

    // A migration takes as long as it takes, whatever the role or the database allows to others. The pool takes this back with the connection.
    private const string Patience = "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0";
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the schema is up to date.</summary>
    public Task Done => _done.Task;

    /// <summary>Why it could not be brought up to date the last time; null while nothing was tried.</summary>
    public string? Problem { get; private set; }

    /// <summary>For what cannot wait until it is.</summary>
    /// <exception cref="KitchenUnavailableException">It is not up to date yet.</exception>
    public void MustBeDone()
    {
        if (!Done.IsCompletedSuccessfully)
            throw new KitchenUnavailableException("the kitchen's database is not ready yet");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? lastProblem = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await MigrateAsync(stoppingToken);
                _done.TrySetResult();
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                var problem = DatabaseProblem.Of(e);
                if (problem != lastProblem)
                    LogRetrying(logger, problem, e);
                lastProblem = problem;
                Problem = $"the schema has not been brought up to date yet: {problem}";
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await PoolerCheck.RunAsync(database, cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await ExecuteAsync(connection, Patience, cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            // Asking for migrations in an empty database would be an error in the server's log.
            await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
            context.Database.SetCommandTimeout(MigrationTimeout);
            if (pending.Length > 0)
                await context.Database.MigrateAsync(cancellationToken);
            await PolicySeed.WriteAsync(connection, batching.Value, cancellationToken);
            LogUpToDate(logger, pending.Length);
        }
        finally
        {
            // Whatever the pool does with the connection: the next replica waits for this.
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "The database schema is up to date, {MigrationCount} migrations were applied")]
    private static partial void LogUpToDate(ILogger logger, int migrationCount);

    [LoggerMessage(LogLevel.Warning, "The database schema cannot be checked yet, trying again every second: {Reason}")]
    private static partial void LogRetrying(ILogger logger, string reason, Exception exception);
}
