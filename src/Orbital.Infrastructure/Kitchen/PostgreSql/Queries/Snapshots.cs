using System.Data;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Application.Kitchen.Views;
using Orbital.Infrastructure.Kitchen.EventFeed;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

/// <summary>Answers questions from one snapshot of the database, together with the number of the last event that it counts in.</summary>
internal sealed class Snapshots(SchemaMigration schema, IDbContextFactory<KitchenDbContext> contexts)
{
    /// <summary>Runs a query on a snapshot of its own.</summary>
    /// <param name="query">Gets the database and where the last event in the snapshot is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KitchenUnavailableException">The database cannot be reached.</exception>
    public async Task<T> ReadAsync<T>(Func<KitchenDbContext, EventPosition, Task<T>> query, CancellationToken cancellationToken)
    {
        schema.MustBeDone();
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var snapshot = await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var counter = await context.EventCounter.Select(row => new { row.LastSequence, row.History }).SingleAsync(cancellationToken);
            return await query(context, new EventPosition(counter.LastSequence, EventStore.NameOf(counter.History)));
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e))
        {
            throw DatabaseProblem.Unavailable(e);
        }
    }

    /// <summary>One page of a list.</summary>
    /// <param name="limit">Most entries of the page.</param>
    /// <param name="select">The entries wanted, in order.</param>
    /// <param name="positionOf">What the list is ordered by; it never changes, so a cursor stays good while rows change.</param>
    /// <param name="toView">What the caller sees of a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KitchenUnavailableException">The database cannot be reached.</exception>
    public Task<Page<TView>> ReadPageAsync<TRow, TView>(
        int limit, Func<KitchenDbContext, IQueryable<TRow>> select, Func<TRow, long> positionOf, Func<TRow, TView> toView,
        CancellationToken cancellationToken)
        where TRow : class =>
        ReadAsync(
            async (context, position) =>
            {
                var rows = await select(context).AsNoTracking().Take(limit + 1).ToListAsync(cancellationToken);
                var hasMore = rows.Count > limit;
                if (hasMore)
                    rows.RemoveAt(limit);
                return new Page<TView>([.. rows.Select(toView)], hasMore ? PageCursor.Encode(positionOf(rows[^1])) : null, position.Sequence);
            },
            cancellationToken);
}
