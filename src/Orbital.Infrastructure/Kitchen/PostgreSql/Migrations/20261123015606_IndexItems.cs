using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class IndexItems : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_batch_items_station",
                table: "batch_items");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_item",
                table: "batch_items",
                columns: new[] { "item_name", "created_sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_station",
                table: "batch_items",
                columns: new[] { "station_name", "created_sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_batch_items_item",
                table: "batch_items");

            migrationBuilder.DropIndex(
                name: "ix_batch_items_station",
                table: "batch_items");

            migrationBuilder.CreateIndex(
                name: "ix_batch_items_station",
                table: "batch_items",
                columns: new[] { "station_name", "item_name", "created_sequence" });
        }
    }
}
