using System.Diagnostics.Metrics;
using Orbital.Application.Kitchen;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.Telemetry;

/// <summary>
/// What others do to the kitchen's database. A snapshot that is kept open keeps all former versions of the rows that each order changes, and every
/// order reads past more of them.
/// </summary>
internal sealed class DatabaseGauges : IScrapedState
{
    // A walsender of a standby with hot_standby_feedback holds a snapshot for its own readers, and belongs to no database.
    private const string OldestSnapshot =
        """
        SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)::float8 FROM pg_stat_activity
        WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
        """;

    private readonly SchemaMigration _schema;
    private readonly KitchenConnections _connections;
    private readonly DatabaseTime _clock;
    private double? _oldestSnapshot;

    public DatabaseGauges(SchemaMigration schema, KitchenConnections connections, DatabaseTime clock, IMeterFactory meters)
    {
        (_schema, _connections, _clock) = (schema, connections, clock);
        // A meter of this host's own: gone when the host is.
        var meter = meters.Create(KitchenMeter.Name);
        meter.CreateObservableGauge(
            "orbital.database.oldest_snapshot.age", Age, "s", "How long the oldest snapshot of the database has been kept open, by whomever.");
        meter.CreateObservableGauge(
            "orbital.clock.skew", () => _clock.Skew.TotalSeconds, "s", "How far this machine's clock is ahead of the database's.");
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _connections.Readers.CreateCommand(OldestSnapshot);
            _oldestSnapshot = _schema.Done.IsCompletedSuccessfully ? (double?)await command.ExecuteScalarAsync(cancellationToken) : null;
        }
        catch (Exception)
        {
            // All other metrics are still true. That the database is away is told by the health checks.
            _oldestSnapshot = null;
        }
    }

    private IEnumerable<Measurement<double>> Age() => _oldestSnapshot is { } age ? [new Measurement<double>(age)] : [];
}
