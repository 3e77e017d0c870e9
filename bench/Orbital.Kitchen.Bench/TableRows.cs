using Npgsql;
using NpgsqlTypes;

namespace Orbital.Kitchen.Bench;

/// <summary>Rows of a table in memory, by column, ready to be written again as arrays.</summary>
internal sealed class TableRows
{
    private readonly string _table;
    private readonly List<Column> _columns;

    private TableRows(string table, List<Column> columns) => (_table, _columns) = (table, columns);

    public int Count => _columns[0].Values.Count;

    public static async Task<TableRows> ReadAsync(NpgsqlDataSource source, string table, string which)
    {
        List<Column> columns = [];
        await using (var shape = source.CreateCommand(
            $"SELECT column_name, udt_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"))
        {
            await using var reader = await shape.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                columns.Add(new Column(reader.GetString(0), reader.GetString(1)));
        }

        // What has no plain array type travels as text.
        await using var rows = source.CreateCommand($"SELECT {string.Join(", ", columns.Select(column => column.Select))} FROM {table} {which}");
        rows.CommandTimeout = 120;
        await using var values = await rows.ExecuteReaderAsync();
        while (await values.ReadAsync())
        {
            for (var i = 0; i < columns.Count; i++)
                columns[i].Values.Add(values.IsDBNull(i) ? null : values.GetValue(i));
        }

        return new TableRows(table, columns);
    }

    public IEnumerable<object?> Values(string column) => _columns.Single(c => c.Name == column).Values;

    /// <summary>One statement that inserts a run of the rows.</summary>
    public NpgsqlBatchCommand Insert(int from, int count, string onConflict = "")
    {
        var letters = Enumerable.Range(0, _columns.Count).Select(i => $"c{i}").ToList();
        var command = new NpgsqlBatchCommand(
            $"""
             INSERT INTO {_table} ({string.Join(", ", _columns.Select(column => column.Name))})
             SELECT {string.Join(", ", _columns.Select((column, i) => $"c{i}{column.Cast}"))}
             FROM unnest({string.Join(", ", letters.Select((_, i) => $"${i + 1}"))}) AS row ({string.Join(", ", letters)}) {onConflict}
             """);
        count = Math.Min(count, Count - from);
        foreach (var column in _columns)
            command.Parameters.Add(column.Array(from, count));
        return command;
    }

    private sealed record Column(string Name, string Type)
    {
        public List<object?> Values { get; } = [];

        public string Cast => Type is "jsonb" or "_uuid" or "_text" ? $"::{Type.TrimStart('_')}{(Type[0] == '_' ? "[]" : "")}" : "";

        public string Select => Cast.Length > 0 ? $"{Name}::text" : Name;

        public NpgsqlParameter Array(int from, int count)
        {
            var run = Values.GetRange(from, count);
            return Type switch
            {
                "uuid" => Of<Guid>(run, NpgsqlDbType.Uuid),
                "int4" => Of<int>(run, NpgsqlDbType.Integer),
                "int8" => Of<long>(run, NpgsqlDbType.Bigint),
                "bool" => Of<bool>(run, NpgsqlDbType.Boolean),
                "timestamptz" => new NpgsqlParameter<DateTime?[]>
                {
                    TypedValue = [.. run.Select(value => (DateTime?)value)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
                _ => Of<string>(run, NpgsqlDbType.Text),
            };
        }

        private static NpgsqlParameter<T[]> Of<T>(List<object?> run, NpgsqlDbType type) =>
            new() { TypedValue = [.. run.Select(value => (T)value!)], NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
