using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Ends a start with settings that would believe nobody, or everybody; names each of them.</summary>
internal sealed class AuthenticationValidation : IValidateOptions<AuthenticationSettings>
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, AuthenticationSettings options)
    {
        string[] problems = options.IsConfigured ? [.. ProblemsOf(options)] : [];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(AuthenticationSettings options)
    {
        if (string.IsNullOrWhiteSpace(options.Audience))
            yield return "Authentication:Audience is required: for whom must the tokens be made?";
        if (string.IsNullOrWhiteSpace(options.RoleClaim))
            yield return "Authentication:RoleClaim must name a claim.";
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > MaxClockSkew)
            yield return $"Authentication:ClockSkew must be 0 to 5 minutes, is {options.ClockSkew}.";
        foreach (var problem in string.IsNullOrEmpty(options.Authority) ? ProblemsOfKeys(options) : ProblemsOfAuthority(options))
            yield return problem;
    }

    private static IEnumerable<string> ProblemsOfAuthority(AuthenticationSettings options)
    {
        if (!string.IsNullOrEmpty(options.Issuer) || options.SigningKeys.Count > 0)
            yield return "Authentication:Authority tells its issuer and keys itself: leave out Authentication:Issuer and Authentication:SigningKeys.";
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var address) || !IsTrustworthy(address))
            yield return "Authentication:Authority must begin with https://; http:// is for one on this machine.";
    }

    private static IEnumerable<string> ProblemsOfKeys(AuthenticationSettings options)
    {
        if (string.IsNullOrWhiteSpace(options.Issuer))
            yield return "Authentication:Issuer is required where there is no Authentication:Authority: who makes the tokens?";
        if (options.SigningKeys.Count == 0)
            yield return "Authentication:SigningKeys is required where there is no Authentication:Authority: which keys sign the tokens?";
        foreach (var path in options.SigningKeys)
        {
            if (ProblemOf(path) is { } problem)
                yield return $"Authentication:SigningKeys: the file {path} {problem}.";
        }
    }

    private static string? ProblemOf(string path)
    {
        try
        {
            SigningKeyFile.Read(path);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    internal static bool IsTrustworthy(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
