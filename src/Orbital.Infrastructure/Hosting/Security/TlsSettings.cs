using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>What can be wrong with section <c>Tls</c>, each with the name of the setting.</summary>
internal sealed class TlsSettings : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(TlsOptions options)
    {
        if (!options.IsOn)
        {
            if (options is not { Key: null, Password: null, PasswordFile: null, ClientAuthorities: null, ClientCertificates: ClientCertificates.None, ClientNames: null })
                yield return "Tls:Certificate must be given: without it nothing else of section Tls has an effect";
            yield break;
        }

        foreach (var problem in options.Files.Problems())
            yield return problem;
        var asks = options.ClientCertificates != ClientCertificates.None;
        if (asks && options.ClientAuthorities is null)
            yield return "Tls:ClientAuthorities must be given when Tls:ClientCertificates is Allowed or Required";
        if (options.ClientNames is [])
            yield return "Tls:ClientNames names nobody: list who is let in, or leave it out to let in whoever has a certificate of Tls:ClientAuthorities";
        if (!asks && (options.ClientAuthorities is not null || options.ClientNames is not null))
            yield return "Tls:ClientCertificates must be Allowed or Required: without it Tls:ClientAuthorities and Tls:ClientNames have no effect";
        if (options.ClientAuthorities is { } path && AuthorityFile.Problem("Tls:ClientAuthorities", path) is { } authorities)
            yield return authorities;
    }
}
