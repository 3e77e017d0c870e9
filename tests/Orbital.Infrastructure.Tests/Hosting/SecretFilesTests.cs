using Microsoft.AspNetCore.Builder;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>Settings from files, and what stands over what.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private const string Setting = "Orbital:SecretFilesTests";
    private const string Variable = "Orbital__SecretFilesTests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-secrets-");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_file_is_a_setting_and_the_environment_and_the_command_line_stand_over_it()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, Variable), "file\n");

        Read().ShouldBe("file");
        Environment.SetEnvironmentVariable(Variable, "environment");
        Read().ShouldBe("environment");
        Read($"--{Setting}=command line").ShouldBe("command line");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Should.Throw<StartRefusedException>(() => Builder("/nowhere")).Message.ShouldContain("/nowhere");

    private string? Read(params string[] arguments) => Builder(_folder.FullName, arguments).Configuration[Setting];

    private static WebApplicationBuilder Builder(string folder, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder([$"--SECRETS_DIR={folder}", .. arguments]);
        builder.AddOrbitalSecrets();
        return builder;
    }
}
