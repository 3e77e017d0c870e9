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
    /// <summary>Columns that only the database looks at: derived from the batch item when it is written.</summary>
    public const string HasRoom = "HasRoom";
    public const string OutstandingUnits = "OutstandingUnits";
    public const string Brands = "Brands";

    private const string OpenOrders = "status IN ('received', 'in_progress', 'ready')";
    private const string OpenBatchItems = "status IN ('pending', 'in_progress')";

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<BatchItem> BatchItems => Set<BatchItem>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<EventCounterRow> EventCounter => Set<EventCounterRow>();

    public DbSet<BatchingPolicyRow> BatchingPolicies => Set<BatchingPolicyRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(Map);
        modelBuilder.Entity<BatchItem>(Map);
        modelBuilder.Entity<EventRow>(Map);
        modelBuilder.Entity<EventCounterRow>(Map);
        modelBuilder.Entity<BatchingPolicyRow>(row => row.ToTable("batching_policies").HasKey(p => new { p.StationName, p.ItemName }));
        modelBuilder.Entity<AnswerRow>(Map);
    }

    private static void Map(EntityTypeBuilder<Order> order)
    {
        order.ToTable("orders").HasKey(o => o.OrderId);
        order.Ignore(o => o.AllowedActions).Ignore(o => o.IsUnseen);
        order.Property(o => o.Status).HasConversion(status => StatusNames.Of(status), name => StatusNames.ToOrderStatus(name));
        order.Property(o => o.Lines).HasColumnType("jsonb").HasConversion(Json(RowJson.Default.IReadOnlyListOrderLine), Unchanged<OrderLine>());
        order.HasIndex(o => o.ReceivedSequence).IsUnique();
        order.HasIndex(o => o.ReceivedSequence, "Open").HasDatabaseName("ix_orders_open").HasFilter(OpenOrders);
        order.HasIndex(o => o.UpdatedAt).HasDatabaseName("ix_orders_over").HasFilter("status IN ('handed_off', 'cancelled')");
    }

    private static void Map(EntityTypeBuilder<BatchItem> item)
    {
        item.ToTable("batch_items").HasKey(i => i.Id);
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Ignore(i => i.Key).Ignore(i => i.Completed).Ignore(i => i.Cancelled).Ignore(i => i.Outstanding)
            .Ignore(i => i.IsRush).Ignore(i => i.IsOver).Ignore(i => i.AllowedActions);
        item.Property(i => i.Status).HasConversion(status => StatusNames.Of(status), name => StatusNames.ToBatchItemStatus(name));
        item.Property(i => i.Allocations).HasColumnType("jsonb").HasConversion(Json(RowJson.Default.IReadOnlyListAllocation), Unchanged<Allocation>());
        item.Property<int>(OutstandingUnits);
        item.Property<string[]>(Brands).IsRequired();

        // True while the batch item has room: a full one costs the search for room nothing, however many there are.
        item.Property<bool>(HasRoom);
        item.HasIndex(i => new { i.StationName, i.ItemName, i.AcceptsUntil }).HasDatabaseName("ix_batch_items_room").HasFilter("has_room");

        // What is over leaves the indexes of what is not: they stay as small as the kitchen's present work.
        item.HasIndex(i => i.CreatedSequence).IsUnique();
        item.HasIndex(i => i.CreatedSequence, "Open").HasDatabaseName("ix_batch_items_open").HasFilter(OpenBatchItems);
        item.HasIndex(i => new { i.StationName, i.CreatedSequence }).HasDatabaseName("ix_batch_items_station");
        item.HasIndex(i => new { i.ItemName, i.CreatedSequence }).HasDatabaseName("ix_batch_items_item");
        item.HasIndex(i => i.UpdatedAt).HasDatabaseName("ix_batch_items_over").HasFilter("status IN ('completed', 'cancelled')");
        item.HasIndex(Brands).HasDatabaseName("ix_batch_items_brands").HasMethod("gin");
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
        row.HasData(new EventCounterRow { Id = 1 });
    }

    private static void Map(EntityTypeBuilder<AnswerRow> row)
    {
        row.ToTable("remembered_answers").HasKey(a => a.Key);
        row.Property(a => a.Answer).HasColumnType("jsonb");
        row.HasIndex(a => a.GivenAt);
    }

    private static ValueConverter<IReadOnlyList<T>, string> Json<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        new(list => JsonSerializer.Serialize(list, type), json => JsonSerializer.Deserialize(json, type)!);

    // The lists are read and never tracked, so comparing references is enough.
    private static ValueComparer<IReadOnlyList<T>> Unchanged<T>() =>
        new((left, right) => ReferenceEquals(left, right), list => list.Count, list => list);
}
