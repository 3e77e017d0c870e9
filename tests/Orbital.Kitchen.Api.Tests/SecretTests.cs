using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Where secrets come from, and that nothing tells them. Everything is logged; each secret holds a mark.</summary>
public sealed class SecretTests(PostgresServer postgres) : IDisposable
{
    private const string Mark = "m4rk3d";

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("orbital-secrets-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _secrets.Delete(recursive: true);

    [Fact]
    public async Task A_connection_string_comes_from_a_file()
    {
        await File.WriteAllTextAsync(Path.Combine(_secrets.FullName, "ConnectionStrings__PostgreSQL"), await postgres.CreateDatabaseAsync(Ct) + "\n", Ct);
        var http = FreePort.Next();
        await using var kitchen = Start(http, ("SECRETS_DIR", _secrets.FullName));

        await kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/health/ready");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_password_of_a_database_that_is_away_or_refuses_it_is_told_nowhere(bool isThere)
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = Mark };
        if (!isThere)
            connection.Port = FreePort.Next();
        var http = FreePort.Next();
        await using var kitchen = Start(http, ("ConnectionStrings:PostgreSQL", connection.ConnectionString));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}") };

        await kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/ping");
        await Eventually.BecomesTrueAsync(() => kitchen.Output.Any(line => line.Contains("Health of postgresql is Unhealthy", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        var told = new List<string>(kitchen.Output);
        foreach (var path in new[] { "/health/ready", "/api/v1/orders", "/metrics" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
            told.Add(await answer.Content.ReadAsStringAsync(Ct));
        }

        told.ShouldAllBe(text => !text.Contains(Mark, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData($"Host=db;Password=a;{Mark}=b")]
    [InlineData($"Host=db;Port={Mark}")]
    [InlineData($"{Mark}")]
    public async Task A_connection_string_that_cannot_be_read_is_named_and_not_quoted(string text)
    {
        await using var kitchen = Start(FreePort.Next(), ("ConnectionStrings:PostgreSQL", text));

        (await kitchen.Exited.WaitAsync(TimeSpan.FromSeconds(60), Ct)).ShouldBe(1);

        kitchen.Output.ShouldContain(line => line.Contains("ConnectionStrings:PostgreSQL", StringComparison.Ordinal));
        kitchen.Output.ShouldAllBe(line => !line.Contains(Mark, StringComparison.Ordinal));
    }

    private static ServiceProcess Start(int http, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["Kitchen:HttpPort"] = $"{http}",
            ["Kitchen:GrpcPort"] = $"{FreePort.Next()}",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["Serilog:MinimumLevel:Default"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Npgsql"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore"] = "Verbose",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return ServiceProcess.Start("Orbital.Kitchen.Api", all);
    }
}
