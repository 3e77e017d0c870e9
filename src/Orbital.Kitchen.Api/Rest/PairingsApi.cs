using Microsoft.AspNetCore.Http.HttpResults;
using Orbital.Application.Kitchen.Displays;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Kitchen.Api.Access;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>How a screen is let in: it asks for a code and shows it, a manager approves the code, the screen collects its cookie.</summary>
internal static class PairingsApi
{
    public static void MapPairings(this IEndpointRouteBuilder api)
    {
        var pairings = api.MapGroup("/pairings").WithTags("Displays");
        pairings.MapPost("/", OpenAsync).WithName("OpenPairing").WithSummary("A screen asks to be let in, and gets a code to show")
            .RequireRateLimiting(RequestLimits.Pairings);
        pairings.MapGet("/mine", CollectAsync).WithName("CollectPairing").WithSummary("What became of this screen's pairing: once approved, it gets its cookie");
        pairings.MapPost("/{code}/approval", ApproveAsync).WithName("ApprovePairing").WithSummary("Lets the screen in that shows this code")
            .RequireRateLimiting(RequestLimits.Approvals);
    }

    private static async Task<Ok<PairingView>> OpenAsync(DisplayDesk desk, HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenAsync(DisplayCookies.Pairing(context.Request), CallerKey.Of(context), cancellationToken);
        DisplayCookies.SetPairing(context, opened.Secret, opened.ExpiresAt - time.GetUtcNow());
        return TypedResults.Ok(new PairingView(PairingCode.Show(opened.Code), opened.ExpiresAt, IsApproved: false));
    }

    private static async Task<Ok<PairingView>> CollectAsync(DisplayDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        if (DisplayCookies.Pairing(context.Request) is not { } secret || await desk.CollectAsync(secret, cancellationToken) is not { } collected)
            throw new NotKnownException("pairing", "of this screen");
        if (collected.Secret is { } own)
            DisplayCookies.SetDisplay(context, own);
        return TypedResults.Ok(new PairingView(PairingCode.Show(collected.Pairing.Code), collected.Pairing.ExpiresAt, collected.Display is not null));
    }

    private static async Task<Ok<PairedDisplayView>> ApproveAsync(DisplayDesk desk, string code, ApprovalBody body, CancellationToken cancellationToken) =>
        TypedResults.Ok(PairedDisplayView.Of(await desk.ApproveAsync(code, body.Name, body.Stations, body.Role ?? DisplayRole.Cook, cancellationToken)));
}

/// <summary>A screen that waits to be let in.</summary>
/// <param name="Code">What it shows: <c>XXXX-XXXX</c>. Good for one display.</param>
/// <param name="ExpiresAt">Until when the code is good.</param>
/// <param name="IsApproved">Whether it has been let in.</param>
internal sealed record PairingView(string Code, DateTimeOffset ExpiresAt, bool IsApproved);

/// <summary>How a screen is let in.</summary>
/// <param name="Name">What people call it, at most 60 characters.</param>
/// <param name="Stations">Where it may work batch items; absent or empty for everywhere.</param>
/// <param name="Role">What it may; cook when absent.</param>
internal sealed record ApprovalBody(string? Name, IReadOnlyList<string>? Stations, DisplayRole? Role);
