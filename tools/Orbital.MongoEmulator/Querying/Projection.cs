using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Querying;

/// <summary>
/// A compiled projection. Kept fields are copied as bytes; only computed ones decode the document.
/// </summary>
internal sealed class Projection(ProjectionNode root, bool isInclusion, DateTime now)
{
    private readonly RawDocumentWriter _writer = new();

    /// <summary>Not for use by two threads at a time: the buffer is reused.</summary>
    public RawDocument Apply(RawDocument document)
    {
        _writer.Clear();
        var start = _writer.StartDocument();
        var scope = new ExpressionScope(document, now);
        WriteFields(document, root, scope);
        _writer.EndDocument(start);
        return _writer.ToDocument();
    }

    private void WriteFields(RawDocument document, ProjectionNode node, ExpressionScope scope)
    {
        foreach (var element in document)
        {
            var child = node.Find(element.Name);
            if (child is null)
            {
                if (!isInclusion)
                    _writer.WriteWhole(element.Whole);
            }
            else if (child.IsKept)
            {
                _writer.WriteWhole(element.Whole);
            }
            else if (child.HasChildren)
            {
                WriteBelow(element, child, scope);
            }
        }

        WriteComputed(node, scope);
    }

    private void WriteBelow(RawElement element, ProjectionNode node, ExpressionScope scope)
    {
        if (element.Value.Type is BsonType.Document or BsonType.Array)
        {
            var start = _writer.StartDocument(element.Value.Type, element.Name);
            WriteInside(element.Value, node, scope);
            _writer.EndDocument(start);
        }
        else if (!isInclusion)
        {
            _writer.WriteWhole(element.Whole);
        }
    }

    private void WriteInside(RawValue value, ProjectionNode node, ExpressionScope scope)
    {
        if (value.Type == BsonType.Document)
            WriteFields(value.AsDocument(), node, scope);
        else
            WriteItems(value.AsDocument(), node, scope);
    }

    /// <summary>Inclusion keeps only what can hold the fields; exclusion keeps the scalars of an array too.</summary>
    private void WriteItems(RawDocument array, ProjectionNode node, ExpressionScope scope)
    {
        var index = 0;
        foreach (var item in array)
        {
            if (item.Value.Type is BsonType.Document or BsonType.Array)
            {
                var start = _writer.StartItem(index++, item.Value.Type);
                WriteInside(item.Value, node, scope);
                _writer.EndDocument(start);
            }
            else if (!isInclusion)
            {
                _writer.WriteItem(index++, item.Value);
            }
        }
    }

    private void WriteComputed(ProjectionNode node, ExpressionScope scope)
    {
        foreach (var (name, expression) in node.Computed)
        {
            if (expression(scope) is { } value)
                _writer.Write(name, RawValue.From(value));
        }
    }
}
