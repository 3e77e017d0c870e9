using MediatR;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.ListOrders;

/// <summary>A page of orders, the newest first. Answered by the storage adapter, straight from the database.</summary>
/// <param name="Statuses">Only these; empty for all.</param>
/// <param name="Limit">Most entries of the page, 1 to <see cref="PageLimits.Max"/>.</param>
/// <param name="Cursor">Where the page before ended; null for the first.</param>
/// <exception cref="InvalidFieldException"><c>limit</c> or <c>cursor</c> is not usable.</exception>
public sealed record ListOrders(IReadOnlyList<OrderStatus> Statuses, int Limit, string? Cursor) : IRequest<Page<OrderView>>;
