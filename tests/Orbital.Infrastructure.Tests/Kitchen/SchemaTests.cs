using Microsoft.EntityFrameworkCore;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Tests.Kitchen;

public sealed class SchemaTests
{
    [Fact]
    public void The_migrations_make_what_the_model_says()
    {
        using var context = new KitchenDbContextFactory().CreateDbContext([]);

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
