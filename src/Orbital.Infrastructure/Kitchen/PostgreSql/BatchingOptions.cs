using System.ComponentModel.DataAnnotations;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// How units are gathered into batch items. Section <c>Batching</c>; written to the database when the kitchen first starts on it, and changed
/// from then on over REST.
/// </summary>
public sealed class BatchingOptions : BatchingPolicyOptions
{
    /// <summary>Stations with a policy of their own, by name.</summary>
    public Dictionary<string, StationBatchingOptions> Stations { get; } = [];

    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in base.Validate(validationContext))
            yield return problem;

        IEnumerable<(string Name, BatchingPolicyOptions Policy)> nested =
        [
            .. Stations.Select(station => ($"Batching:Stations:{station.Key}", (BatchingPolicyOptions)station.Value)),
            .. Stations.SelectMany(station => station.Value.Items.Select(item => ($"Batching:Stations:{station.Key}:Items:{item.Key}", item.Value))),
        ];
        IEnumerable<string> names = [.. Stations.Keys, .. Stations.Values.SelectMany(station => station.Items.Keys)];
        foreach (var problem in names.Select(ProblemOf).OfType<string>())
            yield return new ValidationResult(problem);

        foreach (var (name, policy) in nested)
        {
            List<ValidationResult> problems = [];
            if (!Validator.TryValidateObject(policy, new ValidationContext(policy), problems, validateAllProperties: true))
                yield return new ValidationResult($"{name}: {string.Join(' ', problems.Select(problem => problem.ErrorMessage))}");
        }
    }

    // Names here follow the same rules as names in orders, or no order would ever meet them.
    private static string? ProblemOf(string name)
    {
        try
        {
            FieldRules.Required("name", name, OrderLimits.NameLength);
            return null;
        }
        catch (InvalidFieldException e)
        {
            return $"Batching:Stations: the name \"{name}\" {e.Problem}.";
        }
    }
}

/// <summary>A station's policy, and those of its items that have one of their own.</summary>
public sealed class StationBatchingOptions : BatchingPolicyOptions
{
    /// <summary>By item name.</summary>
    public Dictionary<string, BatchingPolicyOptions> Items { get; } = [];
}

/// <summary>
/// A batching policy in configuration. What an item leaves out is its station's, what a station leaves out is what holds for all, and what
/// that leaves out is the default.
/// </summary>
public class BatchingPolicyOptions : IValidatableObject
{
    /// <summary>
    /// How long a pending batch item accepts more units, from its first one, in whole seconds. Default 3 minutes; 0 never merges; at most a day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan? Window { get; set; }

    /// <summary>Most units of one batch item. Default 20; 1 to 1,000.</summary>
    [Range(1, BatchingPolicy.MaxCapacity)]
    public int? Capacity { get; set; }

    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Window is { } window && window.Ticks % TimeSpan.TicksPerSecond != 0)
            yield return new ValidationResult($"{nameof(Window)} must be whole seconds, is {window}.", [nameof(Window)]);
    }

    internal BatchingPolicy Or(BatchingPolicy wider) => new(Window ?? wider.Window, Capacity ?? wider.Capacity);
}
