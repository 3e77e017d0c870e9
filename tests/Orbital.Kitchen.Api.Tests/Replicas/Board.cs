using System.Text.Json;
using Orbital.Kitchen.Api.Tests.Rest;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>What a display keeps: it begins with the board, and each event replaces or removes one card.</summary>
internal sealed class Board
{
    private static readonly string[] Open = ["pending", "received", "in_progress", "ready"];

    private readonly Dictionary<string, JsonElement> _cards = [];

    private Board(JsonElement board)
    {
        Sequence = board.GetProperty("sequence").GetInt64();
        foreach (var batchItem in board.GetProperty("batchItems").EnumerateArray())
            _cards.Add(IdOf(batchItem, "id"), batchItem);
        foreach (var order in board.GetProperty("orders").EnumerateArray())
            _cards.Add(IdOf(order, "orderId"), order);
    }

    /// <summary>Number of the event that it was true as of when it was read.</summary>
    public long Sequence { get; }

    /// <summary>Reads the board of a station, or of all.</summary>
    public static async Task<Board> GetAsync(KitchenReplica replica, string? station) =>
        new(await replica.GetAsync($"/api/v1/board{(station is null ? "" : $"?station={station}")}"));

    /// <summary>Takes an event in.</summary>
    public void Apply(SseMessage message)
    {
        if (message.Data.TryGetProperty("batchItem", out var batchItem))
            Put(IdOf(batchItem, "id"), batchItem);
        else
            Put(IdOf(message.Data.GetProperty("order"), "orderId"), message.Data.GetProperty("order"));
    }

    /// <summary>It has the same cards, and every one says the same.</summary>
    public void ShouldShowTheSameAs(Board other)
    {
        _cards.Keys.Order().ShouldBe(other._cards.Keys.Order(), $"at {other.Sequence}");
        foreach (var (id, card) in _cards)
            JsonElement.DeepEquals(card, other._cards[id]).ShouldBeTrue($"at {other.Sequence}: {card} is not {other._cards[id]}");
    }

    private void Put(string id, JsonElement card)
    {
        if (Open.Contains(card.Text("status")))
            _cards[id] = card;
        else
            _cards.Remove(id);
    }

    private static string IdOf(JsonElement card, string name) => $"{name} {card.Text(name)}";
}
