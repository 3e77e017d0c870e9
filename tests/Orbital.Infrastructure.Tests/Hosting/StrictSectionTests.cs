using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>Sections in which a mistake could leave a door open: lists are read both ways, and what is not understood is named.</summary>
public sealed class StrictSectionTests
{
    [Theory]
    [InlineData("Tls:ClientNames", "a")]
    [InlineData("Tls:ClientNames", "a, b,")]
    [InlineData("Tls:ClientNames:0", "a", "Tls:ClientNames:1", "b")]
    [InlineData("TLS:CLIENTNAMES:7", "a")]
    public void A_list_is_one_text_or_entries(params string[] settings)
    {
        var read = StrictSection.Read<TlsOptions>(Of(settings), "Tls").ClientNames.ShouldNotBeNull();

        read.ShouldBe(settings.Any(text => text.Contains('b', StringComparison.Ordinal)) ? ["a", "b"] : ["a"]);
        ProblemsOf<TlsOptions>("Tls", settings).ShouldBeEmpty();
    }

    [Fact]
    public void None_is_an_empty_list_and_nothing_is_no_list()
    {
        StrictSection.Read<TlsOptions>(Of([]), "Tls").ClientNames.ShouldBeNull();
        foreach (var setting in new[] { "Tls:ClientNames", "Tls:ClientNames:0" })
            StrictSection.Read<TlsOptions>(Of([setting, "None"]), "Tls").ClientNames.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public void Values_are_read_and_what_is_not_given_keeps_its_default()
    {
        var limits = StrictSection.Read<LimitSettings>(Of(["Limits:Streams", "7", "Limits:StreamsPerCaller", "3", "Limits:HeadersTimeout", "00:00:02"]), "Limits");

        (limits.Streams, limits.StreamsPerCaller, limits.HeadersTimeout, limits.Connections).ShouldBe((7, 3, TimeSpan.FromSeconds(2), 10_000));
    }

    [Theory]
    [InlineData("Tls:ClientName is no setting", "Tls:ClientName", "a")]
    [InlineData("Tls:ClientName is no setting", "Tls:ClientName:0", "a")]
    [InlineData("Tls is a section", "Tls", "/etc/tls.pem")]
    [InlineData("Tls:Certificate must be one value", "Tls:Certificate:0", "/etc/tls.pem")]
    [InlineData("Tls:ClientNames is given as one text and as Tls:ClientNames:1", "Tls:ClientNames", "a", "Tls:ClientNames:1", "b")]
    [InlineData("Tls:ClientNames:first is no setting", "Tls:ClientNames:first", "a")]
    [InlineData("Tls:ClientNames:0 must be one value", "Tls:ClientNames:0", " ")]
    [InlineData("Tls:ClientNames:0 must be one value", "Tls:ClientNames:0:1", "a")]
    [InlineData("Tls:ClientNames must be none alone", "Tls:ClientNames", "a,none")]
    [InlineData("Tls:ClientCertificates must be one of None, Allowed, Required", "Tls:ClientCertificates", "Demanded")]
    [InlineData("Tls:ClientCertificates must be one of None, Allowed, Required", "Tls:ClientCertificates", "7")]
    public void A_mistake_in_Tls_is_named(string problem, params string[] settings) =>
        ProblemsOf<TlsOptions>("Tls", settings).ShouldHaveSingleItem().ShouldStartWith(problem);

    [Theory]
    [InlineData("Limits:Conections is no setting", "Limits:Conections", "10")]
    [InlineData("Limits:Streams must be a whole number", "Limits:Streams", "many")]
    [InlineData("Limits:StreamsPerCaller must be a whole number", "Limits:StreamsPerCaller", "many")]
    [InlineData("The field Limits:Streams must be between 1 and", "Limits:Streams", "0")]
    [InlineData("Limits:HeadersTimeout must be a time", "Limits:HeadersTimeout", "soon")]
    [InlineData("The field Limits:HeadersTimeout must be between 00:00:01 and", "Limits:HeadersTimeout", "01:00:00")]
    public void A_mistake_in_Limits_is_named(string problem, params string[] settings) =>
        ProblemsOf<LimitSettings>("Limits", settings).ShouldHaveSingleItem().ShouldStartWith(problem);

    [Fact]
    public void All_mistakes_are_named_together() =>
        ProblemsOf<AuthenticationSettings>("Authentication", "Authentication:Athority", "https://a.test", "Authentication:ClockSkew", "little", "Authentication:Issuer:0", "b")
            .Select(problem => problem.Split(' ')[0]).ShouldBe(["Authentication:Athority", "Authentication:ClockSkew", "Authentication:Issuer"], ignoreOrder: true);

    private static IEnumerable<string> ProblemsOf<T>(string section, params string[] settings)
        where T : class, new()
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(Of(settings));
        services.AddStrictOptions<T>(section);
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
    }

    private static IConfigurationRoot Of(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Chunk(2).Select(pair => KeyValuePair.Create<string, string?>(pair[0], pair[1]))).Build();
}
