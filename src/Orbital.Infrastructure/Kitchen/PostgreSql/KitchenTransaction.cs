using Npgsql;
using NpgsqlTypes;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// One transaction of the kitchen. It takes the lock of the event counter, which makes its holder the only writer over all replicas: decisions
/// see a state that cannot change under them, and events are numbered in commit order. Two round trips: lock and load, then write and commit;
/// one for decisions that were made from memory.
/// </summary>
internal sealed class KitchenTransaction(KitchenConnections connections, CommitRecord commits, PolicyCache policies, DatabaseTime time) : IAsyncDisposable
{
    // Raised by expect_as_remembered.
    private const string OtherwiseThanRemembered = "OB001";

    // One connection for as long as it holds: the server keeps its plans with it, and need not clear up between two transactions.
    private NpgsqlConnection? _connection;

    /// <summary>The server's process that carries the transactions out, by which its notifications are told from others'; 0 while there is none.</summary>
    public int ServerProcessId { get; private set; }

    /// <summary>Reads what the decisions must see, makes them in order, and makes their outcome durable.</summary>
    public Task<DecidedGroup> ReadAndCommitAsync(IReadOnlyList<WaitingDecision> decisions) => OnConnectionAsync(async connection =>
    {
        var (work, history) = await WorkLoad.BeginAsync(connection, [.. decisions.Select(decision => decision.Scope)], time, policies);
        var group = new DecidedGroup(work, history);
        foreach (var decision in decisions)
            group.Add(decision);

        await using var batch = connection.CreateBatch();
        if (group.Work.HasChanges)
        {
            WorkSave.AddOrders(batch, group, areNew: false);
            WorkSave.AddRest(batch, group);
        }
        else
        {
            batch.Add("ROLLBACK");
        }

        await batch.ExecuteNonQueryAsync();
        if (group.Work.HasChanges)
            commits.Committed();
        return group;
    });

    /// <summary>Makes decisions that were made from memory durable.</summary>
    /// <returns>False, and nothing is written, when memory was wrong: somebody else wrote, or one of the orders is known.</returns>
    public Task<bool> TryCommitAsync(DecidedGroup group) => OnConnectionAsync(async connection =>
    {
        await using var batch = connection.CreateBatch();
        batch.Add("BEGIN");
        AddExpectation(batch, group, newOrderIds: []);
        WorkSave.AddOrders(batch, group, areNew: true);
        // After the orders: one that is being forgotten at this moment makes its own insert wait, and is found here then.
        AddExpectation(batch, group, group.Decisions.SelectMany(decision => decision.Scope.NewOrderIds).Distinct());
        WorkSave.AddRest(batch, group);
        try
        {
            await batch.ExecuteNonQueryAsync();
            commits.Committed();
            return true;
        }
        catch (PostgresException e) when (e.SqlState is OtherwiseThanRemembered or PostgresErrorCodes.UniqueViolation)
        {
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync();
            return false;
        }
    });

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            (_connection, ServerProcessId) = (null, 0);
            await connection.DisposeAsync();
        }
    }

    private static void AddExpectation(NpgsqlBatch batch, DecidedGroup group, IEnumerable<string> newOrderIds) => batch.Add(
        "SELECT expect_as_remembered($1, $2, $3, $4)",
        new NpgsqlParameter { Value = group.FoundSequence },
        new NpgsqlParameter { Value = group.FoundPolicies },
        SqlArray.Of(newOrderIds, NpgsqlDbType.Text),
        new NpgsqlParameter { Value = group.Work.Now });

    private async Task<T> OnConnectionAsync<T>(Func<NpgsqlConnection, Task<T>> run)
    {
        commits.Begin();
        try
        {
            if (_connection is null)
            {
                _connection = await connections.Writer.OpenConnectionAsync();
                ServerProcessId = _connection.ProcessID;
            }

            return await run(_connection);
        }
        catch (Exception e)
        {
            await DisposeAsync();
            if (KitchenDatabase.IsAway(e))
                LetGo(e);
            throw;
        }
        finally
        {
            commits.End();
        }
    }

    // The next one is a new connection: this server may be read-only, or another one may have taken its place.
    private void LetGo(Exception exception)
    {
        if (KitchenDatabase.WasRolledBack(exception))
            return;
        commits.Failed(exception);
        if (DatabaseProblem.IsReadOnly(exception))
            connections.Discard();
        else
            connections.Writer.Clear();
    }
}
