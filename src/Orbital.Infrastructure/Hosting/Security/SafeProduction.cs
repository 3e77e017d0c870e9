using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Outside of development a service starts only when it is safe to reach, or when somebody has accepted by name that it is not.</summary>
public static class SafeProduction
{
    private const string AcceptSection = "Security:Accept";

    /// <summary>Checks the settings; development needs none of it. What is accepted, and what development leaves open, is logged at every start.</summary>
    /// <exception cref="StartRefusedException">Something does not hold, and is not accepted.</exception>
    public static IHostApplicationBuilder RequireSafeProduction(this IHostApplicationBuilder builder, params IReadOnlyList<ProductionCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.Configuration;
        var accepted = Accepted(settings);
        if (builder.Environment.IsDevelopment())
            builder.Services.AddHostedService<OpenServiceNotice>();
        else if (checks.Where(check => !accepted.Contains(check.Name) && !check.Holds(settings)).ToList() is { Count: > 0 } broken)
            throw new StartRefusedException(Refusal(builder.Environment.EnvironmentName, broken));

        builder.Services.AddSingleton(new AcceptedRisks([.. checks.Where(check => accepted.Contains(check.Name))]));
        builder.Services.AddHostedService<AcceptedRisksNotice>();
        return builder;
    }

    private static HashSet<string> Accepted(IConfiguration settings)
    {
        var accepted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in settings.GetSection(AcceptSection).GetChildren())
        {
            if (!ProductionCheck.Names.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
                throw new StartRefusedException($"{AcceptSection}:{entry.Key} is no check; there are {string.Join(", ", ProductionCheck.Names)}");
            if (!bool.TryParse(entry.Value, out var isAccepted))
                throw new StartRefusedException($"{AcceptSection}:{entry.Key} must be true or false");
            if (isAccepted)
                accepted.Add(entry.Key);
        }

        return accepted;
    }

    private static string Refusal(string environment, List<ProductionCheck> broken)
    {
        var text = new StringBuilder($"This service does not start in the environment {environment} with these settings:\n");
        foreach (var check in broken)
            text.Append($"  {check.Name}: {check.Mend}\n");
        return text.Append($"Mend them, or accept one for good by its name: {AcceptSection}:{broken[0].Name}=true. ")
            .Append("On a machine of your own, ASPNETCORE_ENVIRONMENT=Development needs none of them.").ToString();
    }
}
