using System.Text;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Querying;

/// <summary>One name in a projection's tree: kept, dropped, computed, or with more below it.</summary>
internal sealed class ProjectionNode
{
    private readonly List<(byte[] Name, ProjectionNode Node)> _children = [];
    private readonly List<(byte[] Name, CompiledExpression Expression)> _computed = [];

    public bool IsKept { get; init; }

    public bool HasChildren => _children.Count > 0;

    /// <summary>Fields to put after those that were there, in the order in which they were asked for.</summary>
    public IReadOnlyList<(byte[] Name, CompiledExpression Expression)> Computed => _computed;

    public ProjectionNode? Find(ReadOnlySpan<byte> name)
    {
        foreach (var (childName, node) in _children)
        {
            if (name.SequenceEqual(childName))
                return node;
        }

        return null;
    }

    public void Add(string path, bool keep) => AddLeaf(path, path.Split('.'), new ProjectionNode { IsKept = keep });

    /// <summary>Only at the top: a computed field inside documents of an array would need a scope for each.</summary>
    public void AddComputed(string name, CompiledExpression expression)
    {
        // The leaf hides what the document has under that name; the value is written after all fields.
        AddLeaf(name, [name], new ProjectionNode());
        _computed.Add((Encoding.UTF8.GetBytes(name), expression));
    }

    private void AddLeaf(string path, ReadOnlySpan<string> names, ProjectionNode leaf)
    {
        var name = Encoding.UTF8.GetBytes(names[0]);
        var child = Find(name);
        if (names.Length == 1)
        {
            if (child is not null)
                throw new CommandException(31250, $"Path collision at {path}");

            _children.Add((name, leaf));
            return;
        }

        if (child is { HasChildren: false })
            throw new CommandException(31249, $"Path collision at {path} remaining portion {string.Join('.', names[1..]!)}");
        if (child is null)
            _children.Add((name, child = new ProjectionNode()));

        child.AddLeaf(path, names[1..], leaf);
    }
}
