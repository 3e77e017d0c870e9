namespace Orbital.Application.Kitchen.Views;

/// <summary>One page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="NextCursor">Hand it in as <c>cursor</c> for the next page; null on the last one.</param>
/// <param name="Sequence">Number of the last event that this page counts in: follow the events from here.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, long Sequence);
