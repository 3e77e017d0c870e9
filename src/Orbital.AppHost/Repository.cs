namespace Orbital.AppHost;

/// <summary>Where things lie in the checked-out repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: whatever this program was built as.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Debug";

    /// <summary>A file or folder by its path from the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The built assembly of a project, in the same configuration as this program.</summary>
    /// <exception cref="HostFailure">It has not been built.</exception>
    public static string AssemblyOf(string folder, string project)
    {
        var path = PathOf(folder, project, "bin", Configuration, $"net{Environment.Version.Major}.0", $"{project}.dll");
        return File.Exists(path) ? path : throw new HostFailure($"{project} has not been built: there is no {path}.");
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Orbital.sln")))
                return directory.FullName;
        }
        throw new HostFailure($"There is no Orbital.sln above {AppContext.BaseDirectory}: start from the repository.");
    }
}
