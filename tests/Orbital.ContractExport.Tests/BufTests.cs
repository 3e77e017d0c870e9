using Orbital.AppHost;
using Orbital.Testing;

namespace Orbital.ContractExport.Tests;

/// <summary>What buf, the usual tool for such files, says of them: <c>buf.yaml</c> has the rules, and why some do not hold here.</summary>
public sealed class BufTests(BufTests.Buf buf) : IClassFixture<BufTests.Buf>
{
    private static readonly string Released = Repository.PathOf("tests", "Orbital.ContractExport.Tests", "Released", "protos");

    [Fact]
    public async Task It_has_nothing_to_say_against_the_files() => await buf.RunAsync(Repository.PathOf("."), "lint");

    [Fact]
    public async Task It_finds_nothing_that_breaks_programs_of_the_released_contract() =>
        await buf.RunAsync(Repository.PathOf("."), "breaking", "--against", Released);

    [Fact]
    public async Task It_would_find_a_bad_name_and_a_break()
    {
        using var changed = new ChangedFiles("int32 quantity = 3;", "int64 Quantity = 3;");

        (await Should.ThrowAsync<InvalidOperationException>(() => buf.RunAsync(changed.Folder, "lint"))).Message.ShouldContain("lower_snake_case");
        (await Should.ThrowAsync<InvalidOperationException>(() => buf.RunAsync(changed.Folder, "breaking", "--against", Released)))
            .Message.ShouldContain("changed type from \"int32\" to \"int64\"");
    }

    /// <summary>Installed as the lock file says: of buf's packages those with the program for Linux.</summary>
    public sealed class Buf : IAsyncLifetime
    {
        private readonly string _installed = Path.Combine(AppContext.BaseDirectory, "Buf");
        private string _program = "";

        public async ValueTask InitializeAsync()
        {
            await NodeProgram.InstallAsync(_installed, TestContext.Current.CancellationToken);
            _program = Directory.EnumerateFiles(_installed, "buf", SearchOption.AllDirectories).Single();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        internal Task<string> RunAsync(string folder, params string[] arguments) =>
            NodeProgram.RunAsync(folder, [_program, .. arguments], TestContext.Current.CancellationToken);
    }

    /// <summary>The files with one of them changed, elsewhere.</summary>
    private sealed class ChangedFiles : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-buf-");

        public ChangedFiles(string before, string after)
        {
            File.Copy(Repository.PathOf("buf.yaml"), Path.Combine(Folder, "buf.yaml"));
            foreach (var file in Directory.EnumerateFiles(Repository.PathOf("protos"), "*.proto", SearchOption.AllDirectories))
            {
                var copy = new FileInfo(Path.Combine(Folder, Path.GetRelativePath(Repository.PathOf("."), file)));
                copy.Directory!.Create();
                var text = File.ReadAllText(file);
                File.WriteAllText(copy.FullName, file.EndsWith("orders.proto", StringComparison.Ordinal) ? text.Replace(before, after) : text);
            }
        }

        public string Folder => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
