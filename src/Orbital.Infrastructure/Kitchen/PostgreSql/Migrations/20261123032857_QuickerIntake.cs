using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class QuickerIntake : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_batch_items_brands",
                table: "batch_items");

            migrationBuilder.AddColumn<string[]>(
                name: "over_brands",
                table: "batch_items",
                type: "text[]",
                nullable: true);

            migrationBuilder.Sql("UPDATE batch_items SET over_brands = brands WHERE over_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_over_brands",
                table: "batch_items",
                column: "over_brands")
                .Annotation("Npgsql:IndexMethod", "gin");

            // It looks orders up one by one: a plan made while the table was empty must not read it whole for ever.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION expect_as_remembered(sequence bigint, policies bigint, new_order_ids text[]) RETURNS void
                LANGUAGE plpgsql SET enable_seqscan = off AS $$
                BEGIN
                    PERFORM FROM event_counter WHERE id = 1 AND last_sequence = sequence AND policies_version = policies FOR UPDATE;
                    IF NOT FOUND OR EXISTS (SELECT FROM forgotten_orders WHERE order_id = ANY (new_order_ids)) THEN
                        RAISE EXCEPTION 'the kitchen is not as its writer remembers it' USING ERRCODE = 'OB001';
                    END IF;
                END
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION expect_as_remembered");

            migrationBuilder.DropIndex(
                name: "ix_batch_items_over_brands",
                table: "batch_items");

            migrationBuilder.DropColumn(
                name: "over_brands",
                table: "batch_items");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_brands",
                table: "batch_items",
                column: "brands")
                .Annotation("Npgsql:IndexMethod", "gin");
        }
    }
}
