namespace Orbital.Architecture.Tests;

/// <summary>The files of this repository, as they lie on the disk.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Made =
        ["bin", "obj", "node_modules", "artifacts", ".orbital", ".git", "dist", "wwwroot", "test-results"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files with that ending, without what a build, a package manager or a run has made.</summary>
    public static IEnumerable<string> Ending(string ending) =>
        Below(new DirectoryInfo(Root)).Where(path => path.EndsWith(ending, StringComparison.Ordinal));

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFiles().Select(file => file.FullName)
        .Concat(folder.EnumerateDirectories().Where(inner => !Made.Contains(inner.Name)).SelectMany(Below));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orbital.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"there is no Orbital.sln above {AppContext.BaseDirectory}");
        return folder.FullName;
    }
}
