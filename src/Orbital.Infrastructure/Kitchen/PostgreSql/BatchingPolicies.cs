using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>How units are gathered into batch items where nothing else is said. Section <c>Batching</c>.</summary>
public sealed class BatchingOptions
{
    /// <summary>How long a pending batch item accepts more units, from its first one. Default 3 minutes; 0 never merges; at most a day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = BatchingPolicy.Default.Window;

    /// <summary>Most units of one batch item. Default 20; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int Capacity { get; set; } = BatchingPolicy.Default.Capacity;
}

/// <summary>Which batching policy holds for a station and item.</summary>
internal sealed class BatchingPolicies(IOptions<BatchingOptions> options)
{
    private readonly BatchingPolicy _default = new(options.Value.Window, options.Value.Capacity);

    public BatchingPolicy For(ItemKey key) => _default;
}
