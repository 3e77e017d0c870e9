using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Database;

/// <summary>What the tests of database faults ask of a kitchen.</summary>
internal static class DatabaseFaults
{
    // Readiness falls within 5 s; the rest is for a busy machine.
    private static readonly TimeSpan FallsWithin = TimeSpan.FromSeconds(20);

    /// <summary>Sends an order once.</summary>
    public static async Task<StatusCode> SendAsync(this KitchenReplica kitchen, string id)
    {
        try
        {
            await kitchen.Orders.SendOrder(SampleOrders.Burgers(id, 1));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    /// <summary>Sends an order until it is taken.</summary>
    public static Task UntilTakenAsync(this KitchenReplica kitchen, string id, TimeSpan? within = null) =>
        Eventually.BecomesTrueAsync(async () => await kitchen.SendAsync(id) == StatusCode.OK, within, $"the order {id} is taken");

    /// <summary>What readiness says of the database; null when it is ready.</summary>
    public static async Task<string?> ProblemAsync(this KitchenReplica kitchen)
    {
        var answer = await kitchen.Http.GetAsync("/health/ready");
        if (answer.IsSuccessStatusCode)
            return null;
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("checks").GetProperty("postgresql").GetProperty("description").GetString();
    }

    /// <summary>Waits until readiness has fallen, and says why.</summary>
    public static Task<string> UntilUnreadyAsync(this KitchenReplica kitchen) => Eventually.BecomesAsync(kitchen.ProblemAsync, FallsWithin);

    /// <summary>Waits until it is ready again.</summary>
    public static Task UntilReadyAgainAsync(this KitchenReplica kitchen) =>
        Eventually.BecomesTrueAsync(async () => await kitchen.ProblemAsync() is null, FallsWithin, "the kitchen is ready again");

    /// <summary>Makes a server read-only, or takes that back: for all sessions, also those that are open.</summary>
    public static async Task SetReadOnlyAsync(this PostgresServer server, bool isReadOnly)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false, Options = "-c default_transaction_read_only=off" };
        await using var database = NpgsqlDataSource.Create(settings.ConnectionString);
        foreach (var sql in new[] { $"ALTER SYSTEM SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}", "SELECT pg_reload_conf()" })
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The same database, reached by another port of this machine.</summary>
    public static string Through(this string connectionString, TcpProxy proxy) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Port = proxy.Port }.ConnectionString;

    /// <summary>Waits until a standby has all that its primary has written.</summary>
    public static async Task UntilCaughtUpWithAsync(this PostgresServer standby, PostgresServer primary)
    {
        var written = await primary.AskAsync<string>("SELECT pg_current_wal_lsn()::text");
        await Eventually.BecomesTrueAsync(() => standby.AskAsync<bool>($"SELECT pg_last_wal_replay_lsn() >= '{written}'"));
    }

    /// <summary>Makes the kitchen open new connections.</summary>
    public static void DiscardConnections(this KitchenReplica kitchen) => kitchen.Services.GetRequiredService<NpgsqlDataSource>().Clear();
}
