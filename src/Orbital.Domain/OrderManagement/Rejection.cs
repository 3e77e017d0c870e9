namespace Orbital.Domain.OrderManagement;

/// <summary>Why a source document cannot become an order.</summary>
/// <param name="Field">Path of the field in the source document, for example <c>StationOrders[1].OrderItems[0].Quantity</c>.</param>
/// <param name="Problem">What is wrong with it, to be read after the path: <c>must be at least 1, was 0</c>.</param>
public sealed record Rejection(string Field, string Problem)
{
    /// <summary>The whole sentence, as people read it in logs and dead letters. Never holds customer data.</summary>
    public override string ToString() => $"{Field} {Problem}";
}
