using Npgsql;
using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// One transaction of the kitchen, in two round trips: lock the event counter and load, then write and commit. The lock makes its holder
/// the only writer over all replicas, so decisions see a state that cannot change under them, and events are numbered in commit order.
/// </summary>
internal sealed class KitchenTransaction(NpgsqlDataSource database, PolicyCache policies, TimeProvider time)
{
    /// <summary>Runs the decisions in order and makes their outcome durable.</summary>
    /// <returns>The new events, ready to be handed out.</returns>
    public async Task<IReadOnlyList<EventFrame>> ExecuteAsync(IReadOnlyList<WaitingDecision> decisions)
    {
        await using var connection = await database.OpenConnectionAsync();
        var work = await WorkLoad.BeginAsync(connection, [.. decisions.Select(decision => decision.Scope)], Now(), policies);
        foreach (var decision in decisions)
            decision.Decide(work);

        var frames = work.Events.Select(EventFrames.Of).ToArray();
        await using var batch = connection.CreateBatch();
        if (work.HasChanges)
            WorkSave.AddTo(batch, work, frames);
        else
            batch.Add("ROLLBACK");
        await batch.ExecuteNonQueryAsync();
        return frames;
    }

    // Whole milliseconds: what an event says is then exactly what the row says, which keeps microseconds.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
