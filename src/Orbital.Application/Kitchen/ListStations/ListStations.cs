using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.ListStations;

/// <summary>The stations that have work now or a policy of their own, by name. Answered by the storage adapter.</summary>
public sealed record ListStations : IRequest<StationList>;
