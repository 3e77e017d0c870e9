using System.Diagnostics.Metrics;
using Npgsql;
using Orbital.Application.Kitchen;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.Telemetry;

/// <summary>
/// What is open in the kitchen. Each replica shows all of it, for the database knows best: one query over the indexes of what is open,
/// when somebody scrapes, and not more often than every <see cref="Freshness"/>.
/// </summary>
internal sealed class OpenWorkGauges : IScrapedState, IDisposable
{
    private const string Query =
        """
        SELECT station_name, status, count(*), min(created_at) FROM batch_items WHERE status IN ('pending', 'in_progress') GROUP BY 1, 2
        UNION ALL
        SELECT NULL, status, count(*), NULL FROM orders WHERE status IN ('received', 'in_progress', 'ready') GROUP BY 2
        """;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly SchemaMigration _schema;
    private readonly NpgsqlDataSource _database;
    private readonly BoundedLabels _labels;
    private readonly IStationAges _ages;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyList<OpenWork> _open = [];
    private DateTimeOffset _readAt;

    public OpenWorkGauges(
        SchemaMigration schema, NpgsqlDataSource database, BoundedLabels labels, IStationAges ages, IMeterFactory meters, TimeProvider time)
    {
        (_schema, _database, _labels, _ages, _time) = (schema, database, labels, ages, time);
        // A meter of this host's own: gone when the host is.
        var meter = meters.Create(KitchenMeter.Name);
        meter.CreateObservableGauge("orbital.batch_items.open", BatchItems, "{batch_item}", "Batch items that are not over, by station and status.");
        meter.CreateObservableGauge("orbital.batch_items.oldest.age", Ages, "s", "Age of the oldest batch item that is not over, by station and status.");
        meter.CreateObservableGauge("orbital.batch_items.overdue.age", OverdueAges, "s", "From which age on a batch item is overdue, by station with open work.");
        meter.CreateObservableGauge("orbital.orders.open", Orders, "{order}", "Orders that are not over, by status.");
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        KitchenMeter.BeginAtZero();
        try
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                if (_time.GetUtcNow() - _readAt >= Freshness && _schema.Done.IsCompletedSuccessfully)
                    (_open, _readAt) = (await ReadAsync(cancellationToken), _time.GetUtcNow());
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception)
        {
            // All other metrics are still true. Old numbers would look like true ones. That the database is away is told by the health checks.
            (_open, _readAt) = ([], default);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<OpenWork>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(Query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OpenWork> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var station = await reader.IsDBNullAsync(0, cancellationToken) ? null : _labels.Station(reader.GetString(0));
            var oldest = await reader.IsDBNullAsync(3, cancellationToken) ? default : reader.GetFieldValue<DateTimeOffset>(3);
            rows.Add(new OpenWork(station, reader.GetString(1), reader.GetInt64(2), oldest));
        }

        // Several stations may have come under one label.
        return
        [
            .. rows.GroupBy(row => (row.Station, row.Status))
                .Select(same => new OpenWork(same.Key.Station, same.Key.Status, same.Sum(row => row.Count), same.Min(row => row.Oldest))),
        ];
    }

    private IEnumerable<Measurement<long>> BatchItems() =>
        _open.Where(work => work.Station is not null).Select(work => new Measurement<long>(work.Count, Station(work), Status(work)));

    private IEnumerable<Measurement<double>> Ages()
    {
        var now = _time.GetUtcNow();
        return _open.Where(work => work.Station is not null)
            .Select(work => new Measurement<double>(Math.Max(0, (now - work.Oldest).TotalSeconds), Station(work), Status(work)));
    }

    private IEnumerable<Measurement<double>> OverdueAges() => _open.Where(work => work.Station is not null).DistinctBy(work => work.Station)
        .Select(work => new Measurement<double>(_ages.OverdueAfter(work.Station!).TotalSeconds, Station(work)));

    private IEnumerable<Measurement<long>> Orders() =>
        _open.Where(work => work.Station is null).Select(work => new Measurement<long>(work.Count, Status(work)));

    private static KeyValuePair<string, object?> Station(OpenWork work) => new("station", work.Station);

    private static KeyValuePair<string, object?> Status(OpenWork work) => new("status", work.Status);

    /// <summary>Batch items of one station and status, or, without a station, orders of one status.</summary>
    private sealed record OpenWork(string? Station, string Status, long Count, DateTimeOffset Oldest);
}
