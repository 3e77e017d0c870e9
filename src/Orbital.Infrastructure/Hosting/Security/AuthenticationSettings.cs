using Microsoft.Extensions.Configuration;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Whose tokens the service believes. Section <c>Authentication</c>. With nothing in it nobody has to sign in, and everybody may do everything.
/// </summary>
public sealed class AuthenticationSettings
{
    public const string Section = "Authentication";

    /// <summary>Address of an OpenID Connect provider, which tells its issuer and keys itself; https, unless it is on this machine.</summary>
    public string? Authority { get; set; }

    /// <summary>Who makes the tokens (their <c>iss</c>), where there is no <see cref="Authority"/> to ask.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// Files with the keys of <see cref="Issuer"/>: public keys or certificates in PEM, or secrets of at least 32 bytes in base64. Read at start.
    /// </summary>
    public IReadOnlyList<string> SigningKeys { get; set; } = [];

    /// <summary>For whom the tokens must be made (their <c>aud</c>).</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that names the caller's roles, as one text or as an array. Default <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>How far the clocks of issuer and service may differ. Default 30 s; at most 5 min.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether callers must sign in. Anything that says whom to believe turns it on, so that half a configuration is an error and no open door.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(Authority) || !string.IsNullOrEmpty(Issuer) || !string.IsNullOrEmpty(Audience) || SigningKeys.Count > 0;

    /// <summary>As they are before anything is started.</summary>
    internal static AuthenticationSettings Of(IConfiguration configuration) => StrictSection.Read<AuthenticationSettings>(configuration, Section);
}
