using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Orbital.Application.Kitchen.GetBoard;
using Orbital.Application.Kitchen.ListStations;
using Orbital.Application.Kitchen.SetBatchingPolicy;
using Orbital.Application.Kitchen.ShowPerformance;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Display;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>The stations, how they batch, and the whole board.</summary>
internal static class StationsApi
{
    public static void MapStations(this IEndpointRouteBuilder api)
    {
        var stations = api.MapGroup("/").WithTags("Stations");
        stations.MapGet("/stations", ListAsync).WithName("ListStations").WithSummary("Stations with counts and all-day totals");
        stations.MapPut("/stations/{name}/batching-policy", SetPolicyAsync)
            .WithName("SetBatchingPolicy").WithSummary("Changes how a station gathers units, from the next unit on");
        stations.MapGet("/stations/{name}/performance", ShowPerformanceAsync)
            .WithName("GetStationPerformance").WithSummary("How a station cooked: times, throughput and what was late, over a chosen time");
        stations.MapGet("/board", GetBoardAsync).WithName("GetBoard").WithSummary("Everything that a display needs, from one snapshot");
    }

    private static async Task<Ok<StationList>> ListAsync(IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new ListStations(), cancellationToken));

    private static async Task<Ok<BatchingPolicyView>> SetPolicyAsync(
        IMediator mediator, string name, BatchingPolicyBody body, CancellationToken cancellationToken)
    {
        var policy = new BatchingPolicy(
            TimeSpan.FromSeconds(body.WindowSeconds ?? throw new InvalidFieldException("windowSeconds", "is required")),
            body.Capacity ?? throw new InvalidFieldException("capacity", "is required"));
        await mediator.Send(new SetBatchingPolicy(PathText.Decode(name), body.ItemName, policy), cancellationToken);
        return TypedResults.Ok(new BatchingPolicyView(body.WindowSeconds.Value, policy.Capacity));
    }

    private static async Task<Ok<StationPerformanceView>> ShowPerformanceAsync(
        IMediator mediator,
        IOptionsMonitor<DisplayOptions> display,
        TimeProvider time,
        string name,
        [FromQuery] string? from,
        [FromQuery] string? to,
        CancellationToken cancellationToken)
    {
        var station = PathText.Decode(name);
        return TypedResults.Ok(await mediator.Send(
            ShowPerformance.Over(
                station, QueryValues.Time("from", from), QueryValues.Time("to", to), display.CurrentValue.For(station).LateAfter, time.GetUtcNow()),
            cancellationToken));
    }

    private static async Task<Ok<BoardView>> GetBoardAsync(IMediator mediator, [FromQuery] string? station, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetBoard(QueryValues.Name("station", station)), cancellationToken));
}

/// <summary>How a station gathers units.</summary>
/// <param name="WindowSeconds">How long a pending batch item accepts more units; 0 never merges; at most 86,400.</param>
/// <param name="Capacity">Most units of one batch item, 1 to 1,000.</param>
/// <param name="ItemName">Only this item; absent for all that have no policy of their own.</param>
internal sealed record BatchingPolicyBody(int? WindowSeconds, int? Capacity, string? ItemName);
