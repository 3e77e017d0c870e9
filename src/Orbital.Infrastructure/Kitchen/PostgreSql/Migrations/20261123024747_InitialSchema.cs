using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "batch_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    station_name = table.Column<string>(type: "text", nullable: false),
                    item_name = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    allocations = table.Column<string>(type: "jsonb", nullable: false),
                    is_hand_made = table.Column<bool>(type: "boolean", nullable: false),
                    prepared = table.Column<int>(type: "integer", nullable: false),
                    prepared_completed = table.Column<int>(type: "integer", nullable: false),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    accepts_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_sequence = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    brands = table.Column<string[]>(type: "text[]", nullable: false),
                    has_room = table.Column<bool>(type: "boolean", nullable: false),
                    outstanding_units = table.Column<int>(type: "integer", nullable: false),
                    over_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_items", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50)
                .Annotation("Npgsql:StorageParameter:toast_tuple_target", 8160);

            migrationBuilder.CreateTable(
                name: "batching_policies",
                columns: table => new
                {
                    station_name = table.Column<string>(type: "text", nullable: false),
                    item_name = table.Column<string>(type: "text", nullable: false),
                    window_seconds = table.Column<int>(type: "integer", nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batching_policies", x => new { x.station_name, x.item_name });
                });

            migrationBuilder.CreateTable(
                name: "event_counter",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    policies_version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_counter", x => x.id);
                    table.CheckConstraint("ck_event_counter_one_row", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stations = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => x.sequence);
                })
                .Annotation("Npgsql:StorageParameter:toast_tuple_target", 8160);

            migrationBuilder.CreateTable(
                name: "forgotten_orders",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forgotten_orders", x => x.order_id);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    order_id = table.Column<string>(type: "text", nullable: false),
                    otter_order_id = table.Column<string>(type: "text", nullable: false),
                    brand_name = table.Column<string>(type: "text", nullable: false),
                    lines = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    units = table.Column<int>(type: "integer", nullable: false),
                    units_done = table.Column<int>(type: "integer", nullable: false),
                    batch_item_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_sequence = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    over_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.order_id);
                });

            migrationBuilder.CreateTable(
                name: "remembered_answers",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    answer = table.Column<string>(type: "jsonb", nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_remembered_answers", x => x.key);
                });

            migrationBuilder.InsertData(
                table: "event_counter",
                columns: new[] { "id", "last_at", "last_sequence", "policies_version" },
                values: new object[] { 1, new DateTimeOffset(new DateTime(1970, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), 0L, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_brands",
                table: "batch_items",
                column: "brands")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_cancelled",
                table: "batch_items",
                column: "created_sequence",
                filter: "status = 'cancelled'");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_created_sequence",
                table: "batch_items",
                column: "created_sequence",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_item",
                table: "batch_items",
                columns: new[] { "item_name", "created_sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_open",
                table: "batch_items",
                column: "created_sequence",
                filter: "status IN ('pending', 'in_progress')");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_over",
                table: "batch_items",
                column: "over_at",
                filter: "over_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_room",
                table: "batch_items",
                columns: new[] { "station_name", "item_name", "accepts_until" },
                filter: "has_room");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_station",
                table: "batch_items",
                columns: new[] { "station_name", "created_sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_cancelled",
                table: "orders",
                column: "received_sequence",
                filter: "status = 'cancelled' AND units > 0");

            migrationBuilder.CreateIndex(
                name: "ix_orders_open",
                table: "orders",
                column: "received_sequence",
                filter: "status IN ('received', 'in_progress', 'ready')");

            migrationBuilder.CreateIndex(
                name: "ix_orders_over",
                table: "orders",
                column: "over_at",
                filter: "over_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_received_sequence",
                table: "orders",
                column: "received_sequence",
                unique: true,
                filter: "units > 0");

            migrationBuilder.CreateIndex(
                name: "ix_remembered_answers_given_at",
                table: "remembered_answers",
                column: "given_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "batch_items");

            migrationBuilder.DropTable(
                name: "batching_policies");

            migrationBuilder.DropTable(
                name: "event_counter");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "forgotten_orders");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "remembered_answers");
        }
    }
}
