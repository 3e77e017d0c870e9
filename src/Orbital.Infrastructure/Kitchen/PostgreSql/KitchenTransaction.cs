using Npgsql;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// One transaction of the kitchen, in two round trips: lock the event counter and load, then write and commit. The lock makes its holder
/// the only writer over all replicas, so decisions see a state that cannot change under them, and events are numbered in commit order.
/// </summary>
internal sealed class KitchenTransaction(NpgsqlDataSource database, BatchingPolicies policies, TimeProvider time)
{
    /// <summary>Runs the decisions in order and makes their outcome durable.</summary>
    /// <returns>The new events, ready to be handed out.</returns>
    public async Task<IReadOnlyList<EventFrame>> ExecuteAsync(IReadOnlyList<WaitingDecision> decisions)
    {
        await using var connection = await database.OpenConnectionAsync();
        var work = await LoadAsync(connection, decisions);
        foreach (var decision in decisions)
            decision.Decide(work);

        if (work.Events.Count == 0)
        {
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync();
            return [];
        }

        var frames = work.Events.Select(EventFrames.Of).ToArray();
        await using var batch = connection.CreateBatch();
        WorkSql.Save(batch, work, frames);
        await batch.ExecuteNonQueryAsync();
        return frames;
    }

    private async Task<KitchenWork> LoadAsync(NpgsqlConnection connection, IReadOnlyList<WaitingDecision> decisions)
    {
        var now = Now();
        var orderIds = decisions.SelectMany(decision => decision.Scope.OrderIds).Distinct().ToArray();
        var keys = decisions.SelectMany(decision => decision.Scope.ItemKeys).Distinct().ToArray();

        await using var batch = connection.CreateBatch();
        WorkSql.Load(batch, orderIds, keys, now);
        await using var reader = await batch.ExecuteReaderAsync();

        if (!await reader.ReadAsync())
            throw new InvalidDataException("the event counter has no row; was the schema migrated?");
        var work = new KitchenWork(reader.GetInt64(0), now, policies.For, () => Guid.CreateVersion7(now));

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
            work.Load(WorkSql.ReadOrder(reader));

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
            work.Load(WorkSql.ReadBatchItem(reader));
        return work;
    }

    // Whole milliseconds: what an event says is then exactly what the row says, which keeps microseconds.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
