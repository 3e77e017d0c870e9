using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orbital.Infrastructure.Kitchen.PostgreSql;
using Orbital.Infrastructure.Kitchen.PostgreSql.Queries;
using Orbital.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Orbital.Infrastructure.Tests.Kitchen;

/// <summary>A database with a long history and little present work, as after months: what queries must be fast on.</summary>
public sealed class LargeKitchen(PostgresServer postgres) : IAsyncLifetime
{
    public const int Finished = 50_000;
    public const int Open = 200;

    private static readonly string History =
        $$"""
        INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority, note,
                                 accepts_until, created_at, started_at, completed_at, updated_at, created_sequence, version, has_room,
                                 outstanding_units, brands)
        SELECT gen_random_uuid(), 'Station ' || n % 10, 'Item ' || n % 200, CASE WHEN n % 10 = 0 THEN 'cancelled' ELSE 'completed' END, '[]', false, 0, 0,
               5, 0, '', moment, moment, moment, moment, moment, n, n, false, 0, ARRAY['Brand ' || n % 500]
        FROM (SELECT n, timestamptz '2026-01-01Z' + n * interval '1 minute' AS moment FROM generate_series(1, {{Finished}}) AS n) AS rows;

        INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority, note,
                                 accepts_until, created_at, started_at, completed_at, updated_at, created_sequence, version, has_room,
                                 outstanding_units, brands)
        SELECT gen_random_uuid(), 'Station ' || n % 10, 'Item ' || n % 200, CASE WHEN n % 2 = 0 THEN 'pending' ELSE 'in_progress' END, '[]', false, 0, 0,
               5, 0, '', moment, moment, NULL, NULL, moment, n, n, n % 2 = 0, 5, ARRAY['Brand ' || n % 500]
        FROM (SELECT n, timestamptz '2026-01-01Z' + n * interval '1 minute' AS moment FROM generate_series({{Finished}} + 1, {{Finished}} + {{Open}}) AS n) AS rows;

        INSERT INTO orders (order_id, otter_order_id, brand_name, lines, status, priority, units, units_done, batch_item_ids, received_at, updated_at,
                            received_sequence, version)
        SELECT 'order-' || n, '', 'Brand', '[]', CASE WHEN n > {{Finished}} THEN 'received' WHEN n % 10 = 0 THEN 'cancelled' ELSE 'handed_off' END, 0, 5, 0, '{}',
               moment, moment, n, n
        FROM (SELECT n, timestamptz '2026-01-01Z' + n * interval '1 minute' AS moment FROM generate_series(1, {{Finished}} + {{Open}}) AS n) AS rows;

        UPDATE batch_items SET over_at = updated_at, over_brands = brands WHERE status IN ('completed', 'cancelled');
        UPDATE orders SET over_at = updated_at WHERE status IN ('handed_off', 'cancelled');

        ANALYZE;
        """;

    private NpgsqlDataSource _database = null!;

    internal ExplainedQueries Plans { get; } = new();

    internal Snapshots Snapshots { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var contexts = new Contexts(new DbContextOptionsBuilder<KitchenDbContext>()
            .UseNpgsql(_database).UseSnakeCaseNamingConvention().AddInterceptors(Plans).Options);
        using var schema = new SchemaMigration(
            contexts, _database, Options.Create(new BatchingOptions()), TimeProvider.System, NullLogger<SchemaMigration>.Instance);
        await schema.StartAsync(TestContext.Current.CancellationToken);
        await schema.Done;
        await using (var command = _database.CreateCommand(History))
            await command.ExecuteNonQueryAsync();
        Snapshots = new Snapshots(schema, contexts);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private sealed class Contexts(DbContextOptions<KitchenDbContext> options) : IDbContextFactory<KitchenDbContext>
    {
        public KitchenDbContext CreateDbContext() => new(options);
    }
}
