using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Displays;

/// <summary>
/// The codes that were given out lately, by the address that asked, so that one address cannot have all of them. Its own oldest gives way: a
/// screen that really waits always gets a code, also where somebody at its address asks without end, and asks again when its own has gone.
/// A refusal would keep it out for as long as the other goes on.
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
