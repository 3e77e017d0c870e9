namespace Orbital.AppHost.Processes;

/// <summary>Programs on the PATH.</summary>
internal static class SearchPath
{
    /// <summary>The full path of a program, or null when there is none of that name.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);
}
