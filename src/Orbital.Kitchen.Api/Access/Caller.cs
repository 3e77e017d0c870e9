using System.Security.Claims;

namespace Orbital.Kitchen.Api.Access;

/// <summary>What the kitchen asks of a caller beside its roles.</summary>
internal static class Caller
{
    public const string IdClaim = ClaimTypes.NameIdentifier;
    public const string NameClaim = "display_name";
    public const string RoleClaim = "display_role";
    public const string StationClaim = "display_station";

    /// <summary>Where the caller may work; null for everywhere.</summary>
    public static IReadOnlyCollection<string>? StationsOf(ClaimsPrincipal user) =>
        DisplayOf(user)?.FindAll(StationClaim).Select(claim => claim.Value).ToArray() is { Length: > 0 } stations ? stations : null;

    /// <summary>Which display the caller is; null when it is none.</summary>
    public static Guid? DisplayIdOf(ClaimsPrincipal user) =>
        DisplayOf(user)?.FindFirst(IdClaim) is { } id ? Guid.Parse(id.Value) : null;

    // A token may claim what it likes: only what the cookie's scheme says counts.
    private static ClaimsIdentity? DisplayOf(ClaimsPrincipal user) =>
        user.Identity is ClaimsIdentity { AuthenticationType: DisplaySignIn.SchemeName } identity ? identity : null;
}
