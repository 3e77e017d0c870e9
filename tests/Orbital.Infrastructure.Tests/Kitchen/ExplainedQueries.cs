using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Orbital.Infrastructure.Tests.Kitchen;

/// <summary>Asks PostgreSQL how it will answer each query before it does.</summary>
internal sealed class ExplainedQueries : DbCommandInterceptor
{
    private readonly List<string> _plans = [];

    /// <summary>The plans of all queries.</summary>
    public IReadOnlyList<string> All => _plans;

    /// <summary>The plan of the last query.</summary>
    public string Last => _plans[^1];

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await using var explain = ((NpgsqlCommand)command).Clone();
        explain.CommandText = $"EXPLAIN {command.CommandText}";
        await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
        List<string> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(reader.GetString(0));
        _plans.Add(string.Join('\n', lines));
        return result;
    }
}
