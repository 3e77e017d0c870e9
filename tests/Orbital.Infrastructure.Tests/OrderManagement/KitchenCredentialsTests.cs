using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>The token that is shown to a kitchen, and what can be wrong with the files of credentials.</summary>
public sealed class KitchenCredentialsTests : IDisposable
{
    private const string Secret = "marked-secret";

    private static readonly Order Order = new("a", "otter", "Desayuna", [new OrderItem("Burger", "Grill", 1)]);

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task The_token_of_the_file_goes_with_each_call_and_a_new_one_takes_its_place()
    {
        await using var kitchen = await KitchenStub.StartAsync();
        var time = new FakeTimeProvider();
        var options = new KitchenOptions { Address = kitchen.Address, TokenFile = Written("first\n") };
        using var connection = new KitchenConnection(options, time, NullLogger<KitchenConnection>.Instance);
        var gateway = new GrpcKitchenGateway(connection, options, TimeProvider.System);

        await gateway.SendAsync(Order, TestContext.Current.CancellationToken);
        Written("second");
        time.Advance(TimeSpan.FromSeconds(3));
        await gateway.SendAsync(Order, TestContext.Current.CancellationToken);
        Written("");
        time.Advance(TimeSpan.FromSeconds(3));
        await gateway.SendAsync(Order, TestContext.Current.CancellationToken);

        connection.CredentialProblem.ShouldNotBeNull().ShouldContain("one token");
        kitchen.Tokens.ShouldBe(["Bearer first", "Bearer second", "Bearer second"]);
    }

    [Theory]
    [InlineData("Kitchens:Default:Address must begin with https:// when certificates", "Address", "http://kitchen:1", "Authorities", "CA")]
    [InlineData("Kitchens:Default:Address must begin with https:// when a token", "Address", "http://kitchen:1", "TokenFile", "TOKEN")]
    [InlineData("Kitchens:Default:Certificate must be given with Key", "Key", "KEY")]
    [InlineData("Kitchens:Default:Authorities must be a file", "Authorities", "/nowhere.pem")]
    [InlineData("Kitchens:Default:Certificate cannot be used", "Certificate", "CA", "Key", "KEY")]
    [InlineData("Kitchens:Default:TokenFile cannot be used", "TokenFile", "NOTOKEN")]
    public void A_mistake_is_named_and_no_secret_is_told(string problem, params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Kitchens:Default:Address", "https://kitchen:1")])
            .AddInMemoryCollection(settings.Chunk(2).Select(pair => KeyValuePair.Create<string, string?>($"Kitchens:Default:{pair[0]}", Value(pair[1]))))
            .Build();
        using var services = new ServiceCollection().AddLogging().AddOrderManagementInfrastructure(configuration).BuildServiceProvider();

        var failure = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        failure.Failures.ShouldHaveSingleItem().ShouldStartWith(problem);
        failure.Message.ShouldNotContain(Secret);
    }

    private string Value(string text) => text switch
    {
        "CA" => _certificates.Authority,
        "KEY" => _certificates.Client("caller").Key,
        "TOKEN" => Written(Secret),
        "NOTOKEN" => Written($"{Secret} and more"),
        _ => text,
    };

    private string Written(string token)
    {
        File.WriteAllText(_certificates.PathOf("token"), token);
        return _certificates.PathOf("token");
    }
}
