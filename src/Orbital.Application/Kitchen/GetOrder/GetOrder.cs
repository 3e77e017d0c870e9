using MediatR;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.GetOrder;

/// <summary>One order. Answered by the storage adapter.</summary>
/// <exception cref="NotKnownException">There is no such order.</exception>
public sealed record GetOrder(string OrderId) : IRequest<OrderView>;
