using System.Reflection;
using NetArchTest.Rules;
using Orbital.Contracts.Orders.V1;

namespace Orbital.Architecture.Tests;

/// <summary>Project references keep the layers apart; these tests keep the bounded contexts apart.</summary>
public sealed class BoundedContextTests
{
    private static readonly string[] Contexts = ["Kitchen", "OrderManagement"];

    private static readonly Assembly[] Product =
    [
        typeof(Orbital.Domain.Kitchen.Order).Assembly,
        typeof(Orbital.Application.Kitchen.KitchenApplication).Assembly,
        typeof(Orbital.Infrastructure.Kitchen.KitchenInfrastructure).Assembly,
        Assembly.Load("Orbital.Kitchen.Api"),
        Assembly.Load("Orbital.OrderManagement.Api"),
    ];

    [Theory]
    [InlineData("Kitchen", "OrderManagement")]
    [InlineData("OrderManagement", "Kitchen")]
    public void A_context_never_names_the_other(string context, string other) => Offenders(Product, context, other).ShouldBeEmpty();

    [Fact]
    public void The_rule_finds_a_planted_violation() =>
        Offenders([typeof(Planted.Orbital.Application.Kitchen.Trespasser).Assembly], "Kitchen", "OrderManagement", "Orbital.Architecture.Tests.Planted.")
            .ShouldBe([typeof(Planted.Orbital.Application.Kitchen.Trespasser).FullName]);

    [Fact]
    public void Only_the_gRPC_edges_know_the_wire()
    {
        var offenders = Types.InAssemblies(Product).That()
            .HaveDependencyOn(typeof(IOrderService).Namespace!.Split('.')[0] + ".Contracts")
            .And().DoNotResideInNamespace("Orbital.Infrastructure.OrderManagement.KitchenClient")
            .And().DoNotResideInNamespace("Orbital.Kitchen.Api.Grpc")
            .GetTypes().Select(type => type.FullName);

        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void The_domain_uses_nothing_but_the_framework() =>
        typeof(Orbital.Domain.Kitchen.Order).Assembly.GetReferencedAssemblies().Select(name => name.Name)
            .ShouldAllBe(name => name!.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void Code_of_every_layer_lives_in_a_context()
    {
        var homeless = Types.InAssemblies(Product[..3]).GetTypes()
            .Where(type => type.Namespace?.StartsWith("Orbital.", StringComparison.Ordinal) == true)
            .Where(type => !$"{type.Namespace}.".StartsWith("Orbital.Infrastructure.Hosting.", StringComparison.Ordinal))
            .Where(type => !Contexts.Contains(type.Namespace!.Split('.').ElementAtOrDefault(2)))
            .Select(type => type.FullName);

        homeless.ShouldBeEmpty();
    }

    private static IEnumerable<string?> Offenders(Assembly[] assemblies, string context, string other, string root = "")
    {
        string[] layers = ["Domain", "Application", "Infrastructure"];
        string[] NamespacesOf(string name) => [.. layers.Select(layer => $"{root}Orbital.{layer}.{name}"), $"{root}Orbital.{name}.Api"];

        var own = NamespacesOf(context);
        return Types.InAssemblies(assemblies).That().HaveDependencyOnAny(NamespacesOf(other)).GetTypes()
            .Where(type => own.Any(name => type.Namespace == name || type.Namespace?.StartsWith($"{name}.", StringComparison.Ordinal) == true))
            .Select(type => type.FullName);
    }
}
