using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// A section that is read to the letter, because what it does not understand could leave a door open: a name that is no setting, several values
/// where one stands, one that cannot be read. Each ends the start by its name.
/// </summary>
internal static class StrictSection
{
    /// <summary>Options from such a section: their properties are its settings, those that are lists as <see cref="ListSetting"/> reads them.</summary>
    public static OptionsBuilder<T> AddStrictOptions<T>(this IServiceCollection services, string section)
        where T : class, new()
    {
        services.AddSingleton<IValidateOptions<T>>(provider => new Validation<T>(provider.GetRequiredService<IConfiguration>().GetSection(section)));
        return services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) => Fill(options, configuration.GetSection(section)))
            .ValidateOnStart();
    }

    /// <summary>The same before anything is started. What cannot be read is left out: the validation tells of it.</summary>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        Fill(options, configuration.GetSection(section));
        return options;
    }

    /// <summary>What is wrong with how the section is given, by the names of the settings. No value is quoted.</summary>
    private static IEnumerable<string> Problems<T>(IConfigurationSection section)
    {
        var settings = SettingsOf(typeof(T)).ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{section.Path} is a section, and no setting itself";
        foreach (var given in section.GetChildren())
        {
            if (!settings.TryGetValue(given.Key, out var setting))
                yield return $"{given.Path} is no setting; section {section.Path} has {string.Join(", ", settings.Keys)}";
            else if (IsList(setting))
            {
                foreach (var problem in ListSetting.Problems(given))
                    yield return problem;
            }
            else if (ProblemOf(section, given, setting) is { } problem)
                yield return problem;
        }
    }

    private static string? ProblemOf(IConfigurationSection section, IConfigurationSection given, PropertyInfo setting)
    {
        if (given.GetChildren().Any())
            return $"{given.Path} must be one value, and not several";
        if (!TryRead(section, setting, out var value))
            return $"{given.Path} must be {KindOf(setting.PropertyType)}";
        return setting.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value))?.FormatErrorMessage(given.Path);
    }

    private static void Fill(object options, IConfigurationSection section)
    {
        foreach (var setting in SettingsOf(options.GetType()))
        {
            if (TryRead(section, setting, out var value) && value is not null)
                setting.SetValue(options, value);
        }
    }

    private static bool TryRead(IConfigurationSection section, PropertyInfo setting, out object? value)
    {
        try
        {
            value = IsList(setting) ? ListSetting.Read(section.GetSection(setting.Name)) : section.GetValue(setting.PropertyType, setting.Name);
            return value is not Enum word || Enum.IsDefined(word.GetType(), word);
        }
        catch (InvalidOperationException)
        {
            value = null;
            return false;
        }
    }

    private static string KindOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } word => $"one of {string.Join(", ", Enum.GetNames(word))}",
        var other when other == typeof(TimeSpan) => "a time, as in 00:00:15",
        var other when other == typeof(int) => "a whole number",
        var other => $"a {other.Name}",
    };

    private static IEnumerable<PropertyInfo> SettingsOf(Type options) => options.GetProperties().Where(property => property.CanWrite);

    private static bool IsList(PropertyInfo setting) => setting.PropertyType == typeof(IReadOnlyList<string>);

    private sealed class Validation<T>(IConfigurationSection section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            Problems<T>(section).ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
