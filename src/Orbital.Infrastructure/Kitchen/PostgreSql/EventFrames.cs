using System.Text.Json;
using Npgsql;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Makes the frames that subscribers read, from a fresh event or from its row: byte for byte the same.</summary>
internal static class EventFrames
{
    public const string Columns = "sequence, type, stations, data, trace_parent";

    /// <summary>Joins names in one column. Names cannot hold it: control characters are refused.</summary>
    public const char StationSeparator = '\u001f';

    public static EventFrame Of(KitchenEvent e)
    {
        var view = EventView.Of(e);
        string[] stations = e.BatchItem is { } item ? [item.StationName] : [.. e.Order!.Lines.Select(line => line.StationName).Distinct()];
        return new EventFrame(e.Sequence, view.Type, stations, JsonSerializer.SerializeToUtf8Bytes(view, KitchenJson.Readable.EventView))
        {
            TraceParent = e.TraceParent,
        };
    }

    /// <param name="row">The row.</param>
    /// <param name="first">Where <see cref="Columns"/> begin in it.</param>
    public static EventFrame Read(NpgsqlDataReader row, int first) =>
        new(row.GetInt64(first), row.GetString(first + 1), row.GetString(first + 2).Split(StationSeparator), row.GetFieldValue<byte[]>(first + 3))
        {
            TraceParent = row.IsDBNull(first + 4) ? null : row.GetString(first + 4),
        };
}
