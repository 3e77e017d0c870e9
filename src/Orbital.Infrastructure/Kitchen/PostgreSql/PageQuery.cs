using System.Buffers.Text;
using System.Data;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Reads one page of a list together with the number of the last event that it counts in.</summary>
internal sealed class PageQuery(IDbContextFactory<KitchenDbContext> contexts)
{
    /// <summary>Runs the query and the reading of the counter on one snapshot.</summary>
    /// <param name="limit">Most entries of the page.</param>
    /// <param name="select">The entries wanted, in order, at most one more than <paramref name="limit"/>.</param>
    /// <param name="positionOf">What the list is ordered by; it never changes, so a cursor stays good while rows change.</param>
    /// <param name="toView">What the caller sees of a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KitchenUnavailableException">The database cannot be reached.</exception>
    public async Task<Page<TView>> ReadAsync<TRow, TView>(
        int limit, Func<KitchenDbContext, IQueryable<TRow>> select, Func<TRow, long> positionOf, Func<TRow, TView> toView,
        CancellationToken cancellationToken)
        where TRow : class
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var snapshot = await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var sequence = await context.EventCounter.Select(counter => counter.LastSequence).SingleAsync(cancellationToken);
            var rows = await select(context).AsNoTracking().Take(limit + 1).ToListAsync(cancellationToken);

            var hasMore = rows.Count > limit;
            if (hasMore)
                rows.RemoveAt(limit);
            return new Page<TView>([.. rows.Select(toView)], hasMore ? Encode(positionOf(rows[^1])) : null, sequence);
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e))
        {
            throw new KitchenUnavailableException("the kitchen's database cannot be reached", e);
        }
    }

    /// <summary>The position that a cursor stands for; null for the first page.</summary>
    public static long? Decode(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        Span<byte> bytes = stackalloc byte[32];
        return cursor.Length <= 40 && Base64Url.IsValid(cursor, out var length) && length <= bytes.Length
            && long.TryParse(Encoding.ASCII.GetString(bytes[..Base64Url.DecodeFromChars(cursor, bytes)]), out var position) && position > 0
            ? position
            : throw new InvalidFieldException("cursor", "must be a nextCursor that this list handed out");
    }

    /// <summary>A limit that a page may have.</summary>
    public static int CheckLimit(int limit) => limit is >= 1 and <= PageLimits.Max
        ? limit
        : throw new InvalidFieldException("limit", $"must be between 1 and {PageLimits.Max}, was {limit}");

    private static string Encode(long position) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(position.ToString()));
}
