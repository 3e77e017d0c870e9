using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.Displays;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Displays and pairings in PostgreSQL, for all replicas.</summary>
internal sealed class DisplayStore(SchemaMigration schema, IDbContextFactory<KitchenDbContext> contexts) : IDisplayStore
{
    public Task<bool> TryAddAsync(Pairing pairing, int mostOpen, DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async context =>
        {
            await context.Pairings.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
            await context.Displays.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
            if (await context.Pairings.CountAsync(row => row.DisplayId == null, cancellationToken) >= mostOpen)
                return false;
            context.Pairings.Add(new PairingRow { Code = pairing.Code, SecretHash = pairing.SecretHash, ExpiresAt = pairing.ExpiresAt });
            await context.SaveChangesAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<Pairing?> FindPairingAsync(byte[] secretHash, CancellationToken cancellationToken) => RunAsync(
        async context => await context.Pairings.AsNoTracking().SingleOrDefaultAsync(row => row.SecretHash == secretHash, cancellationToken) is { } row
            ? new Pairing(row.Code, row.SecretHash, row.ExpiresAt, row.DisplayId)
            : null,
        cancellationToken);

    public Task<bool> TryApproveAsync(string code, PairedDisplay display, DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var approved = await context.Pairings.Where(row => row.Code == code && row.DisplayId == null && row.ExpiresAt > now)
                .ExecuteUpdateAsync(row => row.SetProperty(p => p.DisplayId, display.Id), cancellationToken);
            if (approved == 0)
                return false;
            context.Displays.Add(RowOf(display));
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task RemoveOpenPairingAsync(byte[] secretHash, CancellationToken cancellationToken) => RunAsync(
        context => context.Pairings.Where(row => row.SecretHash == secretHash && row.DisplayId == null).ExecuteDeleteAsync(cancellationToken),
        cancellationToken);

    public Task<PairedDisplay?> TrySetSecretAsync(Guid id, byte[] secretHash, CancellationToken cancellationToken) => RunAsync(
        async context =>
        {
            var set = await context.Displays.Where(row => row.Id == id && row.LastSeenAt == null)
                .ExecuteUpdateAsync(row => row.SetProperty(d => d.SecretHash, secretHash), cancellationToken);
            return set == 0 ? null : await FindAsync(context, id, cancellationToken);
        },
        cancellationToken);

    public Task<PairedDisplay?> FindAsync(byte[] secretHash, CancellationToken cancellationToken) => RunAsync(
        async context => DisplayOf(await context.Displays.AsNoTracking().SingleOrDefaultAsync(row => row.SecretHash == secretHash, cancellationToken)),
        cancellationToken);

    public Task<IReadOnlyList<PairedDisplay>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<PairedDisplay>>(
        async context =>
        {
            var rows = await context.Displays.AsNoTracking().Where(row => row.ExpiresAt > now).OrderBy(row => row.PairedAt).ToListAsync(cancellationToken);
            return [.. rows.Select(row => DisplayOf(row)!)];
        },
        cancellationToken);

    public Task<PairedDisplay?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        RunAsync(context => FindAsync(context, id, cancellationToken), cancellationToken);

    public Task<bool> ChangeAsync(PairedDisplay display, CancellationToken cancellationToken)
    {
        string[] stations = [.. display.Stations];
        return RunAsync(
            async context => await context.Displays.Where(row => row.Id == display.Id).ExecuteUpdateAsync(
                row => row.SetProperty(d => d.Name, display.Name).SetProperty(d => d.Stations, stations), cancellationToken) > 0,
            cancellationToken);
    }

    public Task SeenAsync(PairedDisplay display, CancellationToken cancellationToken) => RunAsync(
        context => context.Displays.Where(row => row.Id == display.Id).ExecuteUpdateAsync(
            row => row.SetProperty(d => d.LastSeenAt, display.LastSeenAt).SetProperty(d => d.ExpiresAt, display.ExpiresAt), cancellationToken),
        cancellationToken);

    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) => RunAsync(
        async context => await context.Displays.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken) > 0,
        cancellationToken);

    public Task<IReadOnlyDictionary<Guid, DateTimeOffset>> StillPairedAsync(
        IReadOnlyCollection<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyDictionary<Guid, DateTimeOffset>>(
            async context => await context.Displays.Where(row => ids.Contains(row.Id) && row.ExpiresAt > now)
                .ToDictionaryAsync(row => row.Id, row => row.ExpiresAt, cancellationToken),
            cancellationToken);

    private static async Task<PairedDisplay?> FindAsync(KitchenDbContext context, Guid id, CancellationToken cancellationToken) =>
        DisplayOf(await context.Displays.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken));

    private static DisplayRow RowOf(PairedDisplay display) => new()
    {
        Id = display.Id,
        Name = display.Name,
        Stations = [.. display.Stations],
        Role = StatusNames.Of(display.Role),
        PairedAt = display.PairedAt,
        ExpiresAt = display.ExpiresAt,
    };

    private static PairedDisplay? DisplayOf(DisplayRow? row) => row is null
        ? null
        : new PairedDisplay(
            row.Id, row.Name, row.Stations, StatusNames.ToDisplayRole(row.Role),
            row.PairedAt, row.ExpiresAt, row.LastSeenAt);

    private async Task<T> RunAsync<T>(Func<KitchenDbContext, Task<T>> run, CancellationToken cancellationToken)
    {
        schema.MustBeDone();
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            return await run(context);
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e))
        {
            throw DatabaseProblem.Unavailable(e);
        }
    }
}
