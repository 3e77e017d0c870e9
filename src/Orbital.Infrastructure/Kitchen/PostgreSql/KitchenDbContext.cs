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

    /// <summary>The same once the batch item is over, null before: open ones gain brands often, and an index on them would cost each time.</summary>
    public const string OverBrands = "OverBrands";

    /// <summary>When it last changed, once it is over; null before. An index on the time of every change would make every change dear.</summary>
    public const string OverAt = "OverAt";

    // Rows of some kilobytes stay in their page, uncompressed: they are read and written far more often than they are many.
    private const string KeepInPage = "toast_tuple_target";
    private const int WholePage = 8160;

    // Keys and what is looked up are compared as bytes: an index in the order of a language breaks when the system's idea of that order changes.
    private const string ByteOrder = "C";

    private const string OpenOrders = "status IN ('received', 'in_progress', 'ready')";
    // An order that was cancelled before it arrived has no units: no list shows it.
    private const string SeenOrders = "units > 0";

    private const string OpenBatchItems = "status IN ('pending', 'in_progress')";

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<BatchItem> BatchItems => Set<BatchItem>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<EventCounterRow> EventCounter => Set<EventCounterRow>();

    public DbSet<BatchingPolicyRow> BatchingPolicies => Set<BatchingPolicyRow>();

    public DbSet<DisplayRow> Displays => Set<DisplayRow>();

    public DbSet<PairingRow> Pairings => Set<PairingRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(Map);
        modelBuilder.Entity<BatchItem>(Map);
        modelBuilder.Entity<EventRow>(Map);
        modelBuilder.Entity<EventCounterRow>(Map);
        modelBuilder.Entity<EventHistoryRow>(Map);
        modelBuilder.Entity<BatchingPolicyRow>(Map);
        modelBuilder.Entity<AnswerRow>(Map);
        modelBuilder.Entity<ForgottenOrderRow>(Map);
        modelBuilder.Entity<DisplayRow>(Map);
        modelBuilder.Entity<PairingRow>(Map);
    }

    private static void Map(EntityTypeBuilder<Order> order)
    {
        order.ToTable("orders").HasKey(o => o.OrderId);
        order.Property(o => o.OrderId).UseCollation(ByteOrder);
        order.Ignore(o => o.AllowedActions).Ignore(o => o.IsUnseen).Ignore(o => o.IsOver);
        order.Property(o => o.Status).HasConversion(status => StatusNames.Of(status), name => StatusNames.ToOrderStatus(name));
        order.Property(o => o.Lines).HasColumnType("jsonb").HasConversion(Json(RowJson.Default.IReadOnlyListOrderLine), Unchanged<OrderLine>());
        order.HasIndex(o => o.ReceivedSequence).IsUnique().HasFilter(SeenOrders);
        order.HasIndex(o => o.ReceivedSequence, "Cancelled").HasDatabaseName("ix_orders_cancelled").HasFilter($"status = 'cancelled' AND {SeenOrders}");
        order.HasIndex(o => o.ReceivedSequence, "Open").HasDatabaseName("ix_orders_open").HasFilter(OpenOrders);
        order.Property<DateTimeOffset?>(OverAt);
        order.HasIndex(OverAt).HasDatabaseName("ix_orders_over").HasFilter("over_at IS NOT NULL");
    }

    private static void Map(EntityTypeBuilder<BatchItem> item)
    {
        // Room in the page for the next version of a row: no index needs to change then.
        item.ToTable("batch_items").HasStorageParameter("fillfactor", 50).HasStorageParameter(KeepInPage, WholePage).HasKey(i => i.Id);
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.StationName).UseCollation(ByteOrder);
        item.Property(i => i.ItemName).UseCollation(ByteOrder);
        item.Ignore(i => i.Key).Ignore(i => i.Completed).Ignore(i => i.Cancelled).Ignore(i => i.Outstanding)
            .Ignore(i => i.IsRush).Ignore(i => i.IsOver).Ignore(i => i.AllowedActions);
        item.Property(i => i.Status).HasConversion(status => StatusNames.Of(status), name => StatusNames.ToBatchItemStatus(name));
        item.Property(i => i.Allocations).HasColumnType("jsonb").HasConversion(Json(RowJson.Default.IReadOnlyListAllocation), Unchanged<Allocation>());
        item.Property<int>(OutstandingUnits);
        item.Property<string[]>(Brands).IsRequired();
        item.Property<string[]?>(OverBrands).UseCollation(ByteOrder);

        // True while the batch item has room: a full one costs the search for room nothing, however many there are.
        item.Property<bool>(HasRoom);
        item.HasIndex(i => new { i.StationName, i.ItemName, i.AcceptsUntil }).HasDatabaseName("ix_batch_items_room").HasFilter("has_room");

        // What is over leaves the indexes of what is not: they stay as small as the kitchen's present work.
        item.HasIndex(i => i.CreatedSequence).IsUnique();
        item.HasIndex(i => i.CreatedSequence, "Open").HasDatabaseName("ix_batch_items_open").HasFilter(OpenBatchItems);
        item.HasIndex(i => i.CreatedSequence, "Cancelled").HasDatabaseName("ix_batch_items_cancelled").HasFilter("status = 'cancelled'");
        item.HasIndex(i => new { i.StationName, i.CreatedSequence }).HasDatabaseName("ix_batch_items_station");
        item.HasIndex(i => new { i.ItemName, i.CreatedSequence }).HasDatabaseName("ix_batch_items_item");
        item.Property<DateTimeOffset?>(OverAt);
        item.HasIndex(OverAt).HasDatabaseName("ix_batch_items_over").HasFilter("over_at IS NOT NULL");
        item.HasIndex(OverBrands).HasDatabaseName("ix_batch_items_over_brands").HasMethod("gin");

        // All that a station's performance is made of.
        item.HasIndex(i => new { i.StationName, i.CompletedAt }).HasDatabaseName("ix_batch_items_completed").HasFilter("status = 'completed'")
            .IncludeProperties(i => new { i.CreatedAt, i.StartedAt, i.Quantity });
    }

    private static void Map(EntityTypeBuilder<EventRow> row)
    {
        row.ToTable("events").HasStorageParameter(KeepInPage, WholePage).HasKey(e => e.Sequence);
        row.Property(e => e.Sequence).ValueGeneratedNever();
    }

    private static void Map(EntityTypeBuilder<EventCounterRow> row)
    {
        row.ToTable("event_counter", table => table.HasCheckConstraint("ck_event_counter_one_row", "id = 1")).HasKey(c => c.Id);
        row.Property(c => c.Id).ValueGeneratedNever();
        row.Property(c => c.History).HasDefaultValueSql("gen_random_uuid()");
        row.HasData(new { Id = 1, LastAt = DateTimeOffset.UnixEpoch, LastSequence = 0L, PoliciesVersion = 0L });
    }

    private static void Map(EntityTypeBuilder<EventHistoryRow> row)
    {
        row.ToTable("event_histories").HasKey(h => h.Number);
        row.HasIndex(h => h.Id).IsUnique();
    }

    private static void Map(EntityTypeBuilder<BatchingPolicyRow> row)
    {
        row.ToTable("batching_policies").HasKey(p => new { p.StationName, p.ItemName });
        row.Property(p => p.StationName).UseCollation(ByteOrder);
        row.Property(p => p.ItemName).UseCollation(ByteOrder);
    }

    private static void Map(EntityTypeBuilder<ForgottenOrderRow> row)
    {
        row.ToTable("forgotten_orders").HasKey(o => o.OrderId);
        row.Property(o => o.OrderId).UseCollation(ByteOrder);
    }

    private static void Map(EntityTypeBuilder<AnswerRow> row)
    {
        row.ToTable("remembered_answers").HasKey(a => a.Key);
        row.Property(a => a.Key).UseCollation(ByteOrder);
        row.Property(a => a.Answer).HasColumnType("jsonb");
        row.HasIndex(a => a.GivenAt);
    }

    private static void Map(EntityTypeBuilder<DisplayRow> row)
    {
        row.ToTable("displays").HasKey(d => d.Id);
        row.Property(d => d.Id).ValueGeneratedNever();
        row.HasIndex(d => d.SecretHash).IsUnique();
    }

    private static void Map(EntityTypeBuilder<PairingRow> row)
    {
        row.ToTable("pairings").HasKey(p => p.Code);
        row.Property(p => p.Code).UseCollation(ByteOrder);
        row.HasIndex(p => p.SecretHash).IsUnique();
    }

    private static ValueConverter<IReadOnlyList<T>, string> Json<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        new(list => JsonSerializer.Serialize(list, type), json => JsonSerializer.Deserialize(json, type)!);

    // The lists are read and never tracked, so comparing references is enough.
    private static ValueComparer<IReadOnlyList<T>> Unchanged<T>() =>
        new((left, right) => ReferenceEquals(left, right), list => list.Count, list => list);
}
