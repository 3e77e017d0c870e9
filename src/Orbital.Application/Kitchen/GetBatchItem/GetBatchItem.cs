using MediatR;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.GetBatchItem;

/// <summary>One batch item. Answered by the storage adapter.</summary>
/// <exception cref="NotKnownException">There is no such batch item.</exception>
public sealed record GetBatchItem(Guid Id) : IRequest<BatchItemView>;
