using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// A service starts only with settings that mean something, and only when it is safe to reach, or somebody has accepted by name that it is not.
/// Whatever is wrong is told at once.
/// </summary>
public static class SafeStart
{
    private const string AcceptSection = "Security:Accept";

    /// <summary>
    /// Looks at all settings; call it last, when all options are known. What is accepted, and what development leaves open, is logged at every
    /// start.
    /// </summary>
    /// <exception cref="StartRefusedException">Some are wrong, or not safe; the message names them all.</exception>
    public static void RequireSafeStart(this IHostApplicationBuilder builder, params IReadOnlyList<StartCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (services, settings) = (builder.Services, builder.Configuration);
        var here = builder.Environment.IsDevelopment() ? CheckedIn.Development : CheckedIn.Production;
        var accepted = settings.GetSection(AcceptSection).GetChildren().Where(IsAccepted).Select(entry => entry.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var asked = checks.Where(check => check.In.HasFlag(here)).ToLookup(check => accepted.Contains(check.Name));
        services.AddTransient(typeof(IOptionsFactory<>), typeof(ReadableOptionsFactory<>));
        var wrong = WrongAcceptances(settings).Concat(WrongOptions(services, settings)).Distinct(StringComparer.Ordinal).ToList();
        var unsafeOnes = asked[false].SelectMany(check => check.Faults(settings).Select(fault => (check.Name, fault))).ToList();
        if (wrong.Count + unsafeOnes.Count > 0)
            throw new StartRefusedException(Refusal(builder.Environment, wrong, unsafeOnes));

        services.AddSingleton(new AcceptedRisks([.. asked[true]]));
        services.AddHostedService<AcceptedRisksNotice>();
        if (here == CheckedIn.Development)
            services.AddHostedService<OpenServiceNotice>();
    }

    private static bool IsAccepted(IConfigurationSection entry) => bool.TryParse(entry.Value, out var isAccepted) && isAccepted;

    private static IEnumerable<string> WrongAcceptances(IConfiguration settings)
    {
        foreach (var entry in settings.GetSection("Security").GetChildren().Where(entry => !entry.Path.Equals(AcceptSection, StringComparison.OrdinalIgnoreCase)))
            yield return $"{entry.Path} is no setting; section Security has Accept";
        foreach (var entry in settings.GetSection(AcceptSection).GetChildren())
        {
            if (!StartCheck.Names.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
                yield return $"{entry.Path} is no check; there are {string.Join(", ", StartCheck.Names)}";
            else if (!bool.TryParse(entry.Value, out _))
                yield return $"{entry.Path} must be true or false";
        }
    }

    // In a container of their own: that of the service makes the server while it is built, and the server fails on the first wrong setting.
    private static IEnumerable<string> WrongOptions(IServiceCollection services, IConfiguration settings)
    {
        var copy = new ServiceCollection { services };
        // An instance is not disposed with its container.
        copy.AddSingleton(settings);
        using var provider = copy.BuildServiceProvider();
        try
        {
            provider.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(one => one is OptionsValidationException))
        {
            return exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures);
        }
    }

    private static string Refusal(IHostEnvironment environment, List<string> wrong, List<(string Name, string Fault)> unsafeOnes)
    {
        var text = new StringBuilder($"This service does not start in the environment {environment.EnvironmentName} with these settings.");
        if (wrong.Count > 0)
            text.Append("\nWrong:").AppendJoin("", wrong.Select(fault => $"\n  {fault}"));
        if (unsafeOnes.Count > 0)
        {
            text.Append($"\nNot safe, unless accepted for good by its name, as in {AcceptSection}:{unsafeOnes[0].Name}=true:")
                .AppendJoin("", unsafeOnes.Select(one => $"\n  {one.Name}: {one.Fault}"));
            if (!environment.IsDevelopment())
                text.Append("\nOn a machine of your own, ASPNETCORE_ENVIRONMENT=Development asks for less.");
        }

        return text.ToString();
    }
}

/// <summary>Makes options, and tells of a text that cannot be read as of any other wrong setting.</summary>
internal sealed class ReadableOptionsFactory<T>(
    IEnumerable<IConfigureOptions<T>> setups, IEnumerable<IPostConfigureOptions<T>> later, IEnumerable<IValidateOptions<T>> validations) : IOptionsFactory<T>
    where T : class
{
    private readonly OptionsFactory<T> _factory = new(setups, later, validations);

    public T Create(string name)
    {
        try
        {
            return _factory.Create(name);
        }
        catch (InvalidOperationException exception) when (exception.Source == "Microsoft.Extensions.Configuration.Binder")
        {
            throw new OptionsValidationException(name, typeof(T), [exception.Message]);
        }
    }
}
