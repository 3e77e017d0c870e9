using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

public sealed class AvailabilityTests(PostgresServer shared)
{
    [Fact]
    public async Task The_kitchen_starts_while_PostgreSQL_is_away_and_recovers_alone()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        var database = await postgres.CreateDatabaseAsync();
        await postgres.StopAsync();
        await using var kitchen = await KitchenReplica.StartProcessAsync(database);

        (await kitchen.Http.GetStringAsync("/ping")).ShouldBe("pong");
        (await kitchen.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await kitchen.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var refusal = await Should.ThrowAsync<RpcException>(() => kitchen.Orders.SendOrder(SampleOrders.Burgers("a")));
        refusal.StatusCode.ShouldBe(StatusCode.Unavailable);
        (await Scrape.OfAsync(kitchen.HttpPort)).Sum("orbital_transactions_failures_total", ("cause", "unavailable")).ShouldBe(1);

        await postgres.StartAsync();

        await kitchen.UntilReadyAsync();
        (await kitchen.Orders.SendOrder(SampleOrders.Burgers("a"))).Success.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_is_looked_up_in_a_database_whose_schema_is_still_to_come()
    {
        using var issuer = new TokenIssuer();
        var address = await shared.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(address);
        await using var migrating = await database.OpenConnectionAsync();
        // What replicas that bring the schema up to date take turns on.
        await using var turn = new NpgsqlCommand("SELECT pg_advisory_lock(x'4F52424954414C'::bigint)", migrating);
        await turn.ExecuteNonQueryAsync();
        await using var kitchen = await KitchenReplica.StartProcessAsync(address, [.. issuer.Settings, ("Serilog:MinimumLevel:Default", "Information")]);
        kitchen.Http.DefaultRequestHeaders.Add("Cookie", "orbital-display=from-before");

        (await kitchen.Http.GetAsync("/api/v1/board")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        turn.CommandText = "SELECT pg_advisory_unlock_all()";
        await turn.ExecuteNonQueryAsync();
        await kitchen.UntilReadyAsync();

        (await kitchen.Http.GetAsync("/api/v1/board")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        kitchen.Process.Output.ShouldNotContain(line => line.Contains("does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_of_PostgreSQL_is_unavailable_and_then_over()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var kitchen = await KitchenReplica.StartProcessAsync(await postgres.CreateDatabaseAsync());
        await kitchen.UntilReadyAsync();
        await kitchen.Orders.SendOrder(SampleOrders.Burgers("before"));
        await using var events = await EventReader.OpenAsync(kitchen.Http);

        await postgres.StopAsync();
        var refusal = await Should.ThrowAsync<RpcException>(() => kitchen.Orders.SendOrder(SampleOrders.Burgers("during")));
        var problem = await kitchen.Http.GetAsync("/api/v1/batch-items");
        (await kitchen.Http.GetStringAsync("/ping")).ShouldBe("pong");
        await postgres.StartAsync();

        refusal.StatusCode.ShouldBe(StatusCode.Unavailable);
        problem.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        problem.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        await Eventually.BecomesTrueAsync(async () => (await kitchen.Orders.SendOrder(SampleOrders.Burgers("during"))).Success);
        (await events.TakeAsync(2)).Select(message => message.Id).ShouldBe([3, 4]);
        // What fails is logged by whoever asked, once.
        kitchen.Process.Output.ShouldNotContain(line => line.Contains("EntityFrameworkCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_that_start_together_on_an_empty_database_agree_on_its_schema()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        var database = await postgres.CreateDatabaseAsync();

        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => KitchenReplica.StartProcessAsync(database)));
        await Task.WhenAll(replicas.Select(replica => replica.UntilReadyAsync()));

        for (var i = 0; i < replicas.Length; i++)
            await replicas[i].Orders.SendOrder(SampleOrders.Burgers($"o{i}", 1));
        foreach (var replica in replicas)
        {
            (await replica.BatchItemsAsync()).ShouldBe([("Burger Plancha Station", "Burger", 3)]);
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stop_with_open_streams_takes_less_than_five_seconds()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var kitchen = await KitchenReplica.StartProcessAsync(await postgres.CreateDatabaseAsync());
        await kitchen.UntilReadyAsync();
        await using var events = await EventReader.OpenAsync(kitchen.Http);
        var watch = Stopwatch.StartNew();

        kitchen.Process.Terminate();

        (await kitchen.Process.Exited.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldBe(0);
        (await events.NextAsync()).ShouldBeNull();
    }
}
