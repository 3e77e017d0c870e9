using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Npgsql;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Security;

/// <summary>A kitchen whose callers must sign in, with the issuer that it believes; one for all tests of this folder.</summary>
public sealed class SecuredKitchen(PostgresServer postgres) : IAsyncLifetime
{
    internal const string NamedOrigin = "https://office.orbital.test";

    // All screens of all tests come from one address.
    private static readonly (string Name, string Value)[] ManyScreens = [("Limits:PairingsPerMinute", "1000"), ("Limits:ApprovalsPerMinute", "1000")];

    /// <summary>Settings beside these.</summary>
    internal IReadOnlyList<(string Name, string Value)> More { get; init; } = [];

    internal TokenIssuer Issuer { get; } = new();

    internal KitchenReplica Replica { get; private set; } = null!;

    internal string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateKitchenAsync();
        Replica = await KitchenReplica.StartAsync(ConnectionString, [.. Issuer.Settings, ("Cors:Origins:0", NamedOrigin), .. ManyScreens, .. More]);
    }

    public async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        Issuer.Dispose();
    }

    internal static CallOptions Bearer(string token) => new(new Metadata { { "authorization", $"Bearer {token}" } });

    /// <summary>Sends a request with a token; null for none.</summary>
    internal async Task<RestAnswer> SendAsync(HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await Replica.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync();
        return new RestAnswer(
            response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.Tag, $"{response.Headers.WwwAuthenticate}",
            text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>Sends an order as somebody who may, and gives the one batch item that comes of it.</summary>
    internal async Task<string> BatchItemAsync(string station)
    {
        await Replica.Orders.SendOrder(SampleOrders.Of($"order-{Guid.NewGuid():N}", ("Burger", station, 2)), Bearer(Issuer.Token("service")));
        var list = await SendAsync(HttpMethod.Get, $"batch-items?station={Uri.EscapeDataString(station)}", Issuer.Token("cook"));
        return list.Body.GetProperty("items")[0].Text("id");
    }

    /// <summary>What is in the tables that callers can change.</summary>
    internal async Task<string> ContentAsync()
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand(
            "SELECT concat_ws(' ', (SELECT last_sequence FROM event_counter), (SELECT policies_version FROM event_counter), (SELECT count(*) FROM orders), (SELECT count(*) FROM batch_items))");
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}

/// <summary>One secured kitchen for all test classes that name this collection.</summary>
[CollectionDefinition(Name)]
public sealed class SecuredCollection : ICollectionFixture<SecuredKitchen>
{
    public const string Name = "Secured";
}
