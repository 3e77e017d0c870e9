using Microsoft.AspNetCore.Http.HttpResults;
using Orbital.Application.Kitchen.Displays;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Access;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>The displays that were let in.</summary>
internal static class DisplaysApi
{
    public static void MapDisplays(this IEndpointRouteBuilder api)
    {
        var displays = api.MapGroup("/displays").WithTags("Displays");
        displays.MapGet("/", ListAsync).WithName("ListDisplays").WithSummary("The displays that were let in, the oldest first");
        displays.MapPatch("/{id:guid}", ChangeAsync).WithName("ChangeDisplay").WithSummary("Gives a display another name or other stations");
        displays.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeDisplay").WithSummary("Shuts a display out; its event stream ends within seconds");
    }

    private static async Task<Ok<DisplayList>> ListAsync(DisplayDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DisplayList([.. (await desk.ListAsync(cancellationToken)).Select(PairedDisplayView.Of)]));

    private static async Task<Ok<PairedDisplayView>> ChangeAsync(
        DisplayDesk desk, KnownDisplays known, Guid id, ChangeDisplayBody body, CancellationToken cancellationToken)
    {
        var changed = await desk.ChangeAsync(id, body.Name, body.Stations, cancellationToken);
        known.Forget();
        return TypedResults.Ok(PairedDisplayView.Of(changed));
    }

    private static async Task<Ok<PairedDisplayView>> RevokeAsync(DisplayDesk desk, KnownDisplays known, Guid id, CancellationToken cancellationToken)
    {
        var revoked = await desk.RevokeAsync(id, cancellationToken);
        known.Forget();
        return TypedResults.Ok(PairedDisplayView.Of(revoked));
    }
}

/// <summary>The displays that were let in.</summary>
/// <param name="Items">The oldest first.</param>
internal sealed record DisplayList(IReadOnlyList<PairedDisplayView> Items);

/// <summary>A display that was let in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Stations">Where it may work batch items; empty for everywhere. It sees all of them.</param>
/// <param name="Role">What it may.</param>
/// <param name="PairedAt">When it was let in.</param>
/// <param name="LastSeenAt">When it last asked for something, to the minute; null when it has not yet.</param>
/// <param name="ExpiresAt">When it must be let in again, if it is not used until then.</param>
internal sealed record PairedDisplayView(
    Guid Id, string Name, IReadOnlyList<string> Stations, DisplayRole Role, DateTimeOffset PairedAt, DateTimeOffset? LastSeenAt, DateTimeOffset ExpiresAt)
{
    public static PairedDisplayView Of(PairedDisplay display) => new(
        display.Id, display.Name, display.Stations, display.Role, display.PairedAt, display.LastSeenAt, display.ExpiresAt);
}

/// <summary>What to change of a display; what is absent stays as it is.</summary>
/// <param name="Name">What people call it, at most 60 characters.</param>
/// <param name="Stations">Where it may work batch items; empty for everywhere.</param>
internal sealed record ChangeDisplayBody(string? Name, IReadOnlyList<string>? Stations);
