using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Displays;

/// <summary>
/// The codes that were given out lately, by the address that asked, so that one address cannot have all of them. Its own oldest gives way, and
/// that screen asks again: a refusal would keep all screens out for as long as ten codes last. How often an address may ask is limited elsewhere.
/// </summary>
internal sealed class CodesByAddress(int most)
{
    private readonly Lock _lock = new();
    private readonly List<(string Address, Pairing Pairing)> _codes = [];

    /// <summary>Takes out the oldest of an address until there is room for one more; who was let in meanwhile does not mind.</summary>
    public IReadOnlyList<Pairing> MakeRoom(string address, DateTimeOffset now)
    {
        lock (_lock)
        {
            _codes.RemoveAll(code => code.Pairing.ExpiresAt <= now);
            var own = _codes.Where(code => code.Address == address).ToList();
            var oldest = own.Take(own.Count - most + 1).ToList();
            oldest.ForEach(code => _codes.Remove(code));
            return [.. oldest.Select(code => code.Pairing)];
        }
    }

    public void Add(string address, Pairing pairing)
    {
        lock (_lock)
            _codes.Add((address, pairing));
    }
}
