// A violation on purpose, under a root of its own: it proves that the rule can fail.
#pragma warning disable MA0036, CA1812, CA1852
namespace Orbital.Architecture.Tests.Planted.Orbital.Domain.OrderManagement
{
    internal sealed class Neighbour;
}

namespace Orbital.Architecture.Tests.Planted.Orbital.Application.Kitchen
{
    internal sealed class Trespasser
    {
        public Domain.OrderManagement.Neighbour Visit { get; } = new();
    }
}
