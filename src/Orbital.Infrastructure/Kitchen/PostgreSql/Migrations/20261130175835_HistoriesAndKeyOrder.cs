using System;
using System.Linq;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class HistoriesAndKeyOrder : Migration
    {
        private static readonly (string Table, (string Name, string Type)[] Columns)[] Keys =
        [
            ("remembered_answers", [("key", "text")]),
            ("pairings", [("code", "text")]),
            ("orders", [("order_id", "text")]),
            ("forgotten_orders", [("order_id", "text")]),
            ("batching_policies", [("station_name", "text"), ("item_name", "text")]),
            ("batch_items", [("station_name", "text"), ("item_name", "text"), ("over_brands", "text[]")]),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The writers' lock first, as they take it: none of them is in the middle of its work then.
            migrationBuilder.Sql("LOCK TABLE event_counter IN ACCESS EXCLUSIVE MODE");

            migrationBuilder.AddColumn<Guid>(
                name: "history",
                table: "event_counter",
                type: "uuid",
                nullable: false,
                defaultValueSql: "gen_random_uuid()");

            // One statement for each table: its indexes are built anew once. The rows stay as they are.
            foreach (var (table, columns) in Keys)
            {
                migrationBuilder.Sql(
                    $"ALTER TABLE {table} {string.Join(", ", columns.Select(column => $"ALTER COLUMN {column.Name} TYPE {column.Type} COLLATE \"C\""))}");
            }

            migrationBuilder.CreateTable(
                name: "event_histories",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    began_after = table.Column<long>(type: "bigint", nullable: false),
                    lineage = table.Column<string>(type: "text", nullable: true),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_histories", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "ix_event_histories_id",
                table: "event_histories",
                column: "id",
                unique: true);

            migrationBuilder.Sql("INSERT INTO event_histories (id, began_after, began_at) SELECT history, 0, now() FROM event_counter");

            // Also changes the version of the policies, so that no replica goes on deciding from what it remembers.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION begin_history(common bigint, here text) RETURNS void LANGUAGE sql AS $$
                    WITH begun AS (
                        INSERT INTO event_histories (id, began_after, lineage, began_at) VALUES (gen_random_uuid(), common, here, clock_timestamp()) RETURNING id)
                    UPDATE event_counter SET history = (SELECT id FROM begun), policies_version = policies_version + 1 WHERE id = 1
                $$;
                """);

            // Asked by each new connection of a writer. The lock is taken only where the lineage is another one.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION enter_history(here text) RETURNS void LANGUAGE plpgsql AS $$
                DECLARE
                    last bigint;
                    latest event_histories;
                BEGIN
                    SELECT * INTO latest FROM event_histories ORDER BY number DESC LIMIT 1;
                    IF latest.lineage = here THEN
                        RETURN;
                    END IF;
                    SELECT last_sequence INTO last FROM event_counter WHERE id = 1 FOR UPDATE;
                    SELECT * INTO latest FROM event_histories ORDER BY number DESC LIMIT 1;
                    IF latest.lineage IS NULL THEN
                        UPDATE event_histories SET lineage = here WHERE number = latest.number;
                    ELSIF latest.lineage <> here THEN
                        PERFORM begin_history(last, here);
                    END IF;
                END
                $$;
                """);

            // Asked by a replica that misses an event which it has handed out, or finds another one in its place.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION leave_history(seen_history uuid, seen bigint, seen_data bytea) RETURNS boolean LANGUAGE plpgsql AS $$
                DECLARE
                    counter event_counter;
                    here text := (SELECT lineage FROM event_histories ORDER BY number DESC LIMIT 1);
                BEGIN
                    SELECT * INTO counter FROM event_counter WHERE id = 1 FOR UPDATE;
                    IF counter.history <> seen_history THEN
                        RETURN true;
                    ELSIF counter.last_sequence < seen THEN
                        PERFORM begin_history(counter.last_sequence, here);
                        RETURN true;
                    ELSIF EXISTS (SELECT FROM events WHERE sequence = seen AND convert_to(data, 'UTF8') <> seen_data) THEN
                        PERFORM begin_history(-1, here);
                        RETURN true;
                    END IF;
                    RETURN false;
                END
                $$;
                """);

            // The time as well: a clock that is wrong must not stand in what is written. That of three arguments stays for replicas of the version before.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION expect_as_remembered(sequence bigint, policies bigint, new_order_ids text[], at timestamptz) RETURNS void
                LANGUAGE plpgsql SET enable_seqscan = off AS $$
                BEGIN
                    PERFORM FROM event_counter WHERE id = 1 AND last_sequence = sequence AND policies_version = policies FOR UPDATE;
                    IF NOT FOUND OR at NOT BETWEEN clock_timestamp() - interval '5 s' AND clock_timestamp() + interval '5 s'
                        OR EXISTS (SELECT FROM forgotten_orders WHERE order_id = ANY (new_order_ids)) THEN
                        RAISE EXCEPTION 'the kitchen is not as its writer remembers it' USING ERRCODE = 'OB001';
                    END IF;
                END
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var function in new[]
            {
                "expect_as_remembered(bigint, bigint, text[], timestamptz)", "leave_history(uuid, bigint, bytea)", "enter_history(text)", "begin_history(bigint, text)",
            })
                migrationBuilder.Sql($"DROP FUNCTION {function}");

            migrationBuilder.DropTable(
                name: "event_histories");

            migrationBuilder.DropColumn(
                name: "history",
                table: "event_counter");

            foreach (var (table, columns) in Keys)
            {
                migrationBuilder.Sql(
                    $"ALTER TABLE {table} {string.Join(", ", columns.Select(column => $"ALTER COLUMN {column.Name} TYPE {column.Type} COLLATE \"default\""))}");
            }
        }
    }
}
