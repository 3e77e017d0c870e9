using Orbital.Kitchen.Api.Tests.Security;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>A kitchen with small limits by address, that believes one proxy.</summary>
public sealed class SharedAddressKitchen(PostgresServer postgres) : IAsyncLifetime
{
    internal const int FailedSignIns = 5;
    internal const int Connections = 50;
    internal const int ConnectionsPerAddress = 30;
    internal const string Proxy = "127.0.0.77";

    internal SecuredKitchen Secured { get; } = new(postgres)
    {
        More =
        [
            ("Limits:FailedSignInsPerMinute", $"{FailedSignIns}"), ("Limits:ConnectionsPerAddress", $"{ConnectionsPerAddress}"),
            ("Limits:Connections", $"{Connections}"), ("Proxies:0", Proxy),
        ],
    };

    public ValueTask InitializeAsync() => Secured.InitializeAsync();

    public ValueTask DisposeAsync() => Secured.DisposeAsync();
}

/// <summary>One such kitchen for all test classes that name this collection.</summary>
[CollectionDefinition(Name)]
public sealed class SharedAddressCollection : ICollectionFixture<SharedAddressKitchen>
{
    public const string Name = "SharedAddress";
}
