using MediatR;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Application.Kitchen.GetBoard;

/// <summary>Everything that a display needs, from one snapshot. Answered by the storage adapter.</summary>
/// <param name="StationName">Only what concerns this station; null for all.</param>
public sealed record GetBoard(string? StationName) : IRequest<BoardView>;
