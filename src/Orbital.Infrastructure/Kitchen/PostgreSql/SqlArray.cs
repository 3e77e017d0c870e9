using Npgsql;
using NpgsqlTypes;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Whole columns as parameters: a group of any size is one statement, and always the same one.</summary>
internal static class SqlArray
{
    public static NpgsqlParameter Of<T>(IEnumerable<T> values, NpgsqlDbType elementType) =>
        new NpgsqlParameter<T[]> { TypedValue = values as T[] ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | elementType };

    /// <summary>Adds a statement to a batch.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }
}
