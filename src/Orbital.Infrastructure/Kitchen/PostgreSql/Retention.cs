using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>How long the kitchen remembers what is over. Section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// Orders that are handed off or cancelled, and batch items that are completed or cancelled. An order sent again after this time would
    /// be taken for a new one. Default 30 days; at least an hour.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan History { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Answers to callers that gave an idempotency key. Default 24 hours; at least a minute.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan IdempotencyKeys { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often to look for what can be forgotten. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Forgets what is over and old, a small batch at a time: it never holds the kitchen up.</summary>
internal sealed partial class Retention(
    SchemaMigration schema, NpgsqlDataSource database, IOptions<RetentionOptions> options, TimeProvider time, ILogger<Retention> logger)
    : BackgroundService
{
    private const int BatchSize = 1_000;

    // A batch item leaves after the orders that it served: a recall or a cancellation must find both or neither.
    private static readonly (string What, string Sql, Func<RetentionOptions, TimeSpan> Age)[] Sweeps =
    [
        ("orders", Delete("orders", "order_id", "over_at < $1"), o => o.History),
        ("batch_items", Delete("batch_items", "id",
            """
            over_at < $1
            AND NOT EXISTS (SELECT FROM jsonb_array_elements(allocations) AS allocation JOIN orders ON order_id = allocation ->> 'orderId')
            """), o => o.History),
        ("remembered_answers", Delete("remembered_answers", "key", "given_at < $1"), o => o.IdempotencyKeys),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            while (true)
            {
                await SweepAsync(stoppingToken);
                await Task.Delay(options.Value.Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is the only way out.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var (what, sql, age) in Sweeps)
        {
            try
            {
                var rows = await DeleteAsync(sql, time.GetUtcNow() - age(options.Value), cancellationToken);
                if (rows > 0)
                    LogForgotten(logger, rows, what);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(logger, what, e);
            }
        }
    }

    private async Task<int> DeleteAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new NpgsqlParameter { Value = before });
            var rows = await command.ExecuteNonQueryAsync(cancellationToken);
            total += rows;
            if (rows < BatchSize)
                return total;
        }
    }

    // Locked rows are somebody's work: the next sweep finds them again.
    private static string Delete(string table, string key, string condition) =>
        $"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {condition} ORDER BY 1 LIMIT {BatchSize} FOR UPDATE OF {table} SKIP LOCKED)";

    [LoggerMessage(LogLevel.Information, "{RowCount} old rows of {Table} were forgotten")]
    private static partial void LogForgotten(ILogger logger, int rowCount, string table);

    [LoggerMessage(LogLevel.Warning, "Old rows of {Table} could not be forgotten; the next sweep tries again")]
    private static partial void LogFailed(ILogger logger, string table, Exception exception);
}
