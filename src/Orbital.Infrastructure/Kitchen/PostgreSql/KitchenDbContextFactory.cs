using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; it needs no database.</summary>
internal sealed class KitchenDbContextFactory : IDesignTimeDbContextFactory<KitchenDbContext>
{
    public KitchenDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<KitchenDbContext>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
