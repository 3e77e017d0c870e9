using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orbital.Infrastructure.Kitchen.PostgreSql;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Kitchen;

/// <summary>Bringing a schema up to date: on a server of another language, under a role's limits, with work in the tables.</summary>
public sealed class MigrationTests(PostgresServer postgres)
{
    private const string Before = "PairedDisplays";

    /// <summary>Indexes whose order is a language's; EF Core's own table has one, of a few names that it never compares.</summary>
    private const string InOrderOfALanguage =
        """
        SELECT string_agg(indexrelid::regclass::text, ', ') FROM pg_index CROSS JOIN unnest(indcollation) AS of_column (order_used)
        JOIN pg_collation ON pg_collation.oid = order_used JOIN pg_class ON pg_class.oid = indrelid
        WHERE collname NOT IN ('C', 'POSIX') AND relnamespace = 'public'::regnamespace AND relname <> '__EFMigrationsHistory'
        """;

    private const string OpenWork =
        """
        INSERT INTO orders (order_id, otter_order_id, brand_name, lines, status, priority, units, units_done, batch_item_ids, received_at, updated_at, received_sequence, version)
        SELECT 'Ä-order ' || n, '', 'Brand', '[]', 'received', 0, 1, 0, '{}', now(), now(), n, n FROM generate_series(1, 1000) AS n;
        INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority, note,
            accepts_until, created_at, updated_at, created_sequence, version, has_room, outstanding_units, brands)
        SELECT gen_random_uuid(), 'Größe', 'Item ' || n, 'pending', '[]', false, 0, 0, 1, 0, '', now(), now(), now(), n, n, true, 1, ARRAY['Brand'] FROM generate_series(1, 1000) AS n;
        UPDATE event_counter SET last_sequence = 1000;
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_looked_up_in_the_order_of_a_language_which_changes_with_the_system()
    {
        var database = await CreateGermanDatabaseAsync();

        await MigrateAsync(database);

        (await AskAsync<string?>(database, InOrderOfALanguage)).ShouldBeNull();
    }

    [Fact]
    public async Task Open_work_is_there_after_the_keys_have_another_order()
    {
        var database = await CreateGermanDatabaseAsync();
        await using (var context = Contexts(database).CreateDbContext())
            await context.GetService<IMigrator>().MigrateAsync(Before, Ct);
        await ExecuteAsync(database, OpenWork);

        await MigrateAsync(database);

        (await AskAsync<string?>(database, InOrderOfALanguage)).ShouldBeNull();
        (await AskAsync<long>(database, "SELECT count(*) FROM orders WHERE order_id = ANY (SELECT 'Ä-order ' || n FROM generate_series(1, 1000) AS n)")).ShouldBe(1_000);
        (await AskAsync<long>(database, "SELECT count(*) FROM batch_items WHERE station_name = 'Größe' AND item_name = 'Item 7' AND has_room")).ShouldBe(1);
        (await AskAsync<bool>(database, "SELECT history = event_histories.id AND began_after = 0 FROM event_counter, event_histories")).ShouldBeTrue();
        await using (var context = Contexts(database).CreateDbContext())
            await context.GetService<IMigrator>().MigrateAsync(Before, Ct);
        (await AskAsync<long>(database, "SELECT count(*) FROM orders")).ShouldBe(1_000);
    }

    [Fact]
    public async Task A_limit_on_the_time_of_statements_does_not_end_it()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        // As on tables that have grown: one of its statements takes longer than the limit.
        await ExecuteAsync(
            database,
            $"""
             CREATE FUNCTION sleep() RETURNS event_trigger LANGUAGE plpgsql AS
             $$ BEGIN IF current_query() LIKE '%leave_history%' THEN PERFORM pg_sleep(5); END IF; END $$;
             CREATE EVENT TRIGGER sleep ON ddl_command_start WHEN TAG IN ('CREATE FUNCTION') EXECUTE FUNCTION sleep();
             ALTER DATABASE "{name}" SET statement_timeout = '4s'
             """);

        await MigrateAsync(database);

        (await AskAsync<long>(database, "SELECT count(*) FROM event_counter")).ShouldBe(1);
    }

    private async Task<string> CreateGermanDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(postgres.ConnectionString, $"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'");
        return new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    private static async Task MigrateAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        using var schema = new SchemaMigration(
            Contexts(database), source, Options.Create(new BatchingOptions()), TimeProvider.System, NullLogger<SchemaMigration>.Instance);
        await schema.StartAsync(Ct);
        await schema.Done.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    private static ContextsOf Contexts(string database) =>
        new(new DbContextOptionsBuilder<KitchenDbContext>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options);

    private static async Task ExecuteAsync(string database, string sql) => await AskAsync<object?>(database, sql);

    private static async Task<T> AskAsync<T>(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct) is { } value and not DBNull ? (T)value : default!;
    }

    private sealed class ContextsOf(DbContextOptions<KitchenDbContext> options) : IDbContextFactory<KitchenDbContext>
    {
        public KitchenDbContext CreateDbContext() => new(options);
    }
}
