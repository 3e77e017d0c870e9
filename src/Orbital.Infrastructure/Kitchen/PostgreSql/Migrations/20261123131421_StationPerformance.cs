using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class StationPerformance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_batch_items_completed",
                table: "batch_items",
                columns: new[] { "station_name", "completed_at" },
                filter: "status = 'completed'")
                .Annotation("Npgsql:IndexInclude", new[] { "created_at", "started_at", "quantity" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_batch_items_completed",
                table: "batch_items");
        }
    }
}
