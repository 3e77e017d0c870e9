using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The kitchen's schema, its migrations and its queries. Writes go through <see cref="GroupCommit"/>.</summary>
internal sealed class KitchenDbContext(DbContextOptions<KitchenDbContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<BatchItem> BatchItems => Set<BatchItem>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<EventCounterRow> EventCounter => Set<EventCounterRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(Map);
        modelBuilder.Entity<BatchItem>(Map);
        modelBuilder.Entity<EventRow>(Map);
        modelBuilder.Entity<EventCounterRow>(Map);
    }

    private static void Map(EntityTypeBuilder<Order> order)
    {
        order.ToTable("orders").HasKey(o => o.OrderId);
        order.Property(o => o.Status).HasConversion(status => Names.Of(status), name => Names.ToOrderStatus(name));
        order.Property(o => o.Lines).HasColumnType("jsonb").HasConversion(Json(RowJson.Default.IReadOnlyListOrderLine), Unchanged<OrderLine>());
        order.HasIndex(o => o.ReceivedSequence).IsUnique();
    }

    private static void Map(EntityTypeBuilder<BatchItem> item)
    {
        item.ToTable("batch_items").HasKey(i => i.Id);
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Ignore(i => i.Key).Ignore(i => i.Completed);
        item.Property(i => i.Status).HasConversion(status => Names.Of(status), name => Names.ToBatchItemStatus(name));
        item.Property(i => i.Allocations).HasColumnType("jsonb").HasConversion(Json(RowJson.Default.IReadOnlyListAllocation), Unchanged<Allocation>());

        // True while the batch item has room: a full one costs the search for room nothing, however many there are.
        item.Property<bool>("HasRoom");
        item.HasIndex(i => new { i.StationName, i.ItemName, i.AcceptsUntil }).HasFilter("has_room");
        item.HasIndex(i => i.CreatedSequence).IsUnique();
        item.HasIndex(i => i.CreatedSequence, "Open").HasDatabaseName("ix_batch_items_open").HasFilter("status IN ('pending', 'in_progress')");
    }

    private static void Map(EntityTypeBuilder<EventRow> row)
    {
        row.ToTable("events").HasKey(e => e.Sequence);
        row.Property(e => e.Sequence).ValueGeneratedNever();
    }

    private static void Map(EntityTypeBuilder<EventCounterRow> row)
    {
        row.ToTable("event_counter", table => table.HasCheckConstraint("ck_event_counter_one_row", "id = 1")).HasKey(c => c.Id);
        row.Property(c => c.Id).ValueGeneratedNever();
        row.HasData(new EventCounterRow { Id = 1, LastSequence = 0 });
    }

    private static ValueConverter<IReadOnlyList<T>, string> Json<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        new(list => JsonSerializer.Serialize(list, type), json => JsonSerializer.Deserialize(json, type)!);

    // The lists are read and never tracked, so comparing references is enough.
    private static ValueComparer<IReadOnlyList<T>> Unchanged<T>() =>
        new((left, right) => ReferenceEquals(left, right), list => list.Count, list => list);
}

/// <summary>An event as it is stored.</summary>
internal sealed class EventRow
{
    public long Sequence { get; init; }

    public required string Type { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The stations that it concerns, joined by <see cref="Names.Separator"/>.</summary>
    public required string Stations { get; init; }

    /// <summary>The event as JSON, byte for byte as subscribers get it.</summary>
    public required string Data { get; init; }
}

/// <summary>The one row that numbers events; whoever holds its lock is the one writer of the kitchen.</summary>
internal sealed class EventCounterRow
{
    public int Id { get; init; }

    public long LastSequence { get; init; }
}
