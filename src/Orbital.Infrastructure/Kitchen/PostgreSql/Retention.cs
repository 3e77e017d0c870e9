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
    /// Orders that are handed off or cancelled, and batch items that are completed or cancelled. Of an order only
    /// its id is kept: sent again, it is known and not cooked. Default 30 days; at least an hour.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan History { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Answers to callers that gave an idempotency key. Default 24 hours; at least a minute.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan IdempotencyKeys { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Events that displays may come back to; older ones are a <c>reset</c> for them. Default 24 hours; at least a minute.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Events { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The newest events stay however old they are: this many. Default 100,000.</summary>
    [Range(0, int.MaxValue)]
    public int MinimumEvents { get; set; } = 100_000;

    /// <summary>How often to look for what can be forgotten. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Forgets what is over and old, a small batch at a time: it never holds the kitchen up.</summary>
internal sealed partial class Retention(
    SchemaMigration schema, NpgsqlDataSource database, IOptions<RetentionOptions> options, DatabaseTime now, TimeProvider time, ILogger<Retention> logger)
    : BackgroundService
{
    private const int BatchSize = 1_000;

    /// <summary>Most stretches of <see cref="BatchSize"/> batch items that one sweep looks at.</summary>
    private const int StretchesOfBatchItems = 10;

    /// <summary>The advisory lock of whoever forgets events.</summary>
    private const long OneAtATime = 4_700_001;

    // Order Management may read its source from the beginning again: an order whose id stays is not cooked a second time.
    private static readonly string Orders =
        $"""
         WITH gone AS ({Delete("orders", "order_id", "over_at")} RETURNING order_id)
         INSERT INTO forgotten_orders (order_id) SELECT order_id FROM gone ON CONFLICT DO NOTHING
         """;

    private static readonly string Answers = Delete("remembered_answers", "key", "given_at");

    // A batch item leaves after the orders that it served: a recall or a cancellation must find both or neither. Those that must stay are
    // passed over, and what is locked is somebody's work: the next round finds them again.
    private static readonly string BatchItems =
        $"""
         WITH old AS (
             SELECT id, over_at FROM batch_items WHERE over_at < $1 AND (over_at, id) > ($2, $3) ORDER BY over_at, id LIMIT {BatchSize}),
         gone AS (
             DELETE FROM batch_items WHERE id IN (
                 SELECT id FROM batch_items
                 WHERE id IN (SELECT id FROM old) AND over_at < $1
                 AND NOT EXISTS (SELECT FROM jsonb_array_elements(allocations) AS allocation JOIN orders ON order_id = allocation ->> 'orderId')
                 FOR UPDATE OF batch_items SKIP LOCKED)
             RETURNING id)
         SELECT (SELECT count(*)::int FROM gone), over_at, id FROM old ORDER BY over_at DESC, id DESC LIMIT 1
         """;

    // Always a whole prefix: readers find all events after a position, or none of the oldest and a reset. The time of events never goes back
    // along their numbers, so looking at the smallest numbers finds the oldest. Replicas that do it at the same time would wait for each other.
    private static readonly string Events =
        $"""
         WITH oldest AS MATERIALIZED (
             SELECT sequence, occurred_at FROM events
             WHERE (SELECT pg_try_advisory_xact_lock({OneAtATime})) AND sequence <= (SELECT last_sequence - $2 FROM event_counter)
             ORDER BY sequence LIMIT {BatchSize}),
         kept AS (SELECT min(sequence) AS first FROM oldest WHERE occurred_at >= $1)
         DELETE FROM events WHERE sequence IN (SELECT sequence FROM oldest, kept WHERE first IS NULL OR sequence < first)
         """;

    // Where the next sweep goes on with the batch items: an order that is never handed off keeps its own, and looking at all such again in
    // every sweep would cost more with every day.
    private (DateTimeOffset OverAt, Guid Id) _position = Start;

    private static (DateTimeOffset OverAt, Guid Id) Start => (DateTimeOffset.UnixEpoch, Guid.Empty);

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
        var until = now.GetUtcNow();
        await ForgetAsync("orders", () => DeleteAsync(Orders, cancellationToken, until - options.Value.History), cancellationToken);
        await ForgetAsync("batch_items", () => DeleteBatchItemsAsync(until - options.Value.History, cancellationToken), cancellationToken);
        await ForgetAsync(
            "remembered_answers", () => DeleteAsync(Answers, cancellationToken, until - options.Value.IdempotencyKeys), cancellationToken);
        await ForgetAsync(
            "events", () => DeleteAsync(Events, cancellationToken, until - options.Value.Events, (long)options.Value.MinimumEvents), cancellationToken);
    }

    private async Task ForgetAsync(string what, Func<Task<int>> delete, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await delete();
            if (rows > 0)
                LogForgotten(logger, rows, what);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, what, e);
        }
    }

    private async Task<int> DeleteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        var total = 0;
        while (true)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
            var rows = await command.ExecuteNonQueryAsync(cancellationToken);
            total += rows;
            if (rows < BatchSize)
                return total;
        }
    }

    private async Task<int> DeleteBatchItemsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        for (var stretch = 0; stretch < StretchesOfBatchItems; stretch++)
        {
            await using var command = database.CreateCommand(BatchItems);
            command.Parameters.Add(new NpgsqlParameter { Value = before });
            command.Parameters.Add(new NpgsqlParameter { Value = _position.OverAt });
            command.Parameters.Add(new NpgsqlParameter { Value = _position.Id });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                _position = Start;
                return total;
            }

            total += reader.GetInt32(0);
            _position = (reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2));
        }

        return total;
    }

    // Locked rows are somebody's work: the next sweep finds them again.
    private static string Delete(string table, string key, string age) =>
        $"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {age} < $1 ORDER BY {age} LIMIT {BatchSize} FOR UPDATE SKIP LOCKED)";

    [LoggerMessage(LogLevel.Information, "{RowCount} old rows of {Table} were forgotten")]
    private static partial void LogForgotten(ILogger logger, int rowCount, string table);

    [LoggerMessage(LogLevel.Warning, "Old rows of {Table} could not be forgotten; the next sweep tries again")]
    private static partial void LogFailed(ILogger logger, string table, Exception exception);
}
