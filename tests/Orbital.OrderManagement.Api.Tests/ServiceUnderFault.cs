using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>
/// The service between a MongoDB that fails on command and a kitchen that takes every order. What a command does to the
/// connections of the service spares those by which the test inserts and commands.
/// </summary>
internal sealed class ServiceUnderFault : IAsyncDisposable
{
    /// <summary>The application name of the service, at which commands aim.</summary>
    public const string Application = "orbital-order-management";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly MongoEmulatorServer _mongo;
    private readonly MongoClient _control;

    private ServiceUnderFault(MongoEmulatorServer mongo, KitchenStub kitchen, OrderManagementService service)
    {
        (_mongo, Kitchen, Service) = (mongo, kitchen, service);
        Source = new SourceOrders(mongo.ConnectionString);
        _control = new MongoClient(mongo.ConnectionString);
    }

    public KitchenStub Kitchen { get; }

    public OrderManagementService Service { get; }

    public SourceOrders Source { get; }

    /// <summary>Starts all three; the service follows the change stream, behind its first scan, when this ends.</summary>
    public static async Task<ServiceUnderFault> StartAsync(params (string Name, string Value)[] settings)
    {
        var mongo = await MongoEmulatorServer.StartAsync();
        return await StartAsync(mongo, mongo.ConnectionString, settings);
    }

    /// <summary>The same, with a MongoDB that the service reaches by a way of its own.</summary>
    public static async Task<ServiceUnderFault> StartAsync(
        MongoEmulatorServer mongo, string connectionString, params (string Name, string Value)[] settings)
    {
        var kitchen = await KitchenStub.StartAsync();
        var service = await OrderManagementService.StartAsync(connectionString, kitchen.Address, settings);
        var all = new ServiceUnderFault(mongo, kitchen, service);
        await Eventually.BecomesTrueAsync(
            async () => (await all.FeedAsync()).GetProperty("readUpTo").ValueKind != JsonValueKind.Null, Deadline, "the service follows the stream");
        return all;
    }

    /// <summary><c>db.adminCommand(…)</c></summary>
    public Task<BsonDocument> AdminAsync(string command) =>
        _control.GetDatabase("admin").RunCommandAsync<BsonDocument>(BsonDocument.Parse(command));

    /// <summary>Inserts orders and waits until the kitchen has them.</summary>
    public async Task DeliversAsync(params string[] ids)
    {
        await Source.InsertAsync([.. ids.Select(id => SourceOrders.Order(id))]);
        await ArriveAsync(ids);
    }

    public Task ArriveAsync(params string[] ids) => Eventually.BecomesTrueAsync(
        () => !ids.Except(Kitchen.Received.Select(order => order.OrderId)).Any(), Deadline, $"{string.Join(", ", ids)} arrive");

    public Task<JsonElement> FeedAsync() => Service.GetAsync("/api/v1/feed");

    /// <summary>Waits until another position than that is saved, and returns it.</summary>
    public Task<string> BecomesSavedAsync(string? after) => Eventually.BecomesAsync(
        async () => (await FeedAsync()).GetProperty("position").GetString() is { } position && position != after ? position : null,
        Deadline, "a position is saved");

    /// <summary>Waits until readiness shows the check like that, and returns what it says.</summary>
    public async Task<string> BecomesAsync(string check, string status)
    {
        var found = await Eventually.BecomesAsync(
            async () =>
            {
                var shown = (await Service.GetAsync("/health/ready")).GetProperty("checks").GetProperty(check);
                return shown.GetProperty("status").GetString() == status ? shown.GetProperty("description").GetString() : null;
            },
            Deadline, $"{check} is {status}");
        return found;
    }

    /// <summary>Waits until the feed's back-off has counted so many failures, and returns what the page says of it.</summary>
    public async Task<JsonElement> BacksOffAsync(int failures)
    {
        var page = await Eventually.BecomesAsync(
            async () => (await FeedAsync()) is var feed && feed.GetProperty("backOff") is { ValueKind: JsonValueKind.Object } wait
                && wait.GetProperty("failures").GetInt32() >= failures ? feed.GetRawText() : null,
            Deadline, $"failure {failures} of the feed");
        return JsonElement.Parse(page);
    }

    /// <summary>The reasons of all documents that were set aside.</summary>
    public async Task<IReadOnlyList<string>> LettersAsync() => [.. (await Source.DeadLettersAsync()).Select(letter => letter["reason"].AsString)];

    /// <summary>Waits until the document is set aside, and returns the reason.</summary>
    public Task<string> LetterAsync(string id) => Eventually.BecomesAsync(
        async () => (await Source.DeadLettersAsync()).FirstOrDefault(letter => letter["documentId"] == id)?["reason"].AsString,
        Deadline, $"{id} is set aside");

    /// <summary>The lines of the log that hold the text.</summary>
    public IReadOnlyList<string> LogOf(string text) => [.. Service.Log.Where(line => line.Contains(text, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        Source.Dispose();
        await Service.DisposeAsync();
        await Kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
    }
}
