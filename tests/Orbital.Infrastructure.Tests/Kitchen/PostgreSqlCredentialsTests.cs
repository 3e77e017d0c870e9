using Npgsql;
using Orbital.Infrastructure.Kitchen;

namespace Orbital.Infrastructure.Tests.Kitchen;

/// <summary>The ways in which Npgsql learns who comes, and proves it.</summary>
public sealed class PostgreSqlCredentialsTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("orbital-home-");

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("Host=db;Username=u;Password=p")]
    [InlineData("Host=db;Username=u;Passfile=/run/pgpass")]
    [InlineData("Host=db;Username=u;SSL Certificate=/run/u.pem")]
    [InlineData("Host=db;Username=u", "PGPASSWORD")]
    [InlineData("Host=db;Username=u", "PGPASSFILE")]
    [InlineData("Host=db;Username=u", "PGSSLCERT")]
    [InlineData("Host=db", "PGUSER", "PGPASSWORD")]
    public void Each_of_them_is_enough(string connection, params string[] environment) => AreGiven(connection, environment).ShouldBeTrue();

    [Theory]
    [InlineData("Host=db;Username=u")]
    [InlineData("Host=db;Password=p")]
    [InlineData("Host=db", "PGPASSWORD")]
    public void Less_is_not(string connection, params string[] environment) => AreGiven(connection, environment).ShouldBeFalse();

    [Fact]
    public void A_file_of_passwords_at_home_is_enough()
    {
        File.WriteAllText(Path.Combine(_home.FullName, ".pgpass"), "db:5432:orbital:u:p");

        AreGiven("Host=db;Username=u").ShouldBeTrue();
    }

    private bool AreGiven(string connection, params string[] environment) => KitchenChecks.HasCredentials(
        new NpgsqlConnectionStringBuilder(connection), name => name == "HOME" ? _home.FullName : environment.Contains(name) ? "given" : null);
}
