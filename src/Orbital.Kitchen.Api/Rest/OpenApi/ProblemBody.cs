namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>Why a request was refused, as <c>application/problem+json</c>.</summary>
/// <remarks>It only describes: <see cref="ErrorProblem"/> writes it.</remarks>
/// <param name="Type">What went wrong, as a stable name for programs.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Detail">What about this request.</param>
/// <param name="Field">The field, parameter or header at fault; only with status 400.</param>
/// <param name="CurrentStatus">How far the order or batch item is; only with status 409.</param>
/// <param name="AllowedActions">What that status allows, by the names of the routes; only with status 409.</param>
/// <param name="TraceId">Finds the request in the kitchen's log.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string? Detail = null,
    string? Field = null,
    string? CurrentStatus = null,
    IReadOnlyList<string>? AllowedActions = null,
    string? TraceId = null);
