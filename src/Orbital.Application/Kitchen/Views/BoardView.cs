namespace Orbital.Application.Kitchen.Views;

/// <summary>The whole board as it was after one event: follow the events from there.</summary>
/// <param name="Sequence">The number of that event.</param>
/// <param name="At">The server's clock, for ages.</param>
/// <param name="BatchItems">Batch items that are pending or being cooked, the oldest first.</param>
/// <param name="Orders">Orders that are neither handed off nor cancelled, the oldest first.</param>
/// <param name="History">The history that the number belongs to: hand it in with the number when you follow the events.</param>
public sealed record BoardView(
    long Sequence, DateTimeOffset At, IReadOnlyList<BatchItemView> BatchItems, IReadOnlyList<OrderView> Orders, string History);
