using Npgsql;
using Orbital.AppHost.Databases;
using Orbital.Testing;

namespace Orbital.AppHost.Tests.Databases;

public sealed class PostgreSqlTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("embedded")]
    public async Task A_postgresql_of_version_15_or_later_is_found(string choice)
    {
        var found = await PostgreSqlInstallation.FindAsync(choice, TestContext.Current.CancellationToken);

        found.MajorVersion.ShouldBeGreaterThanOrEqualTo(PostgreSqlInstallation.OldestMajorVersion);
        File.Exists(found.Initdb).ShouldBeTrue();
        File.Exists(found.Postgres).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_without_postgresql_is_refused_by_name()
    {
        var failure = await Should.ThrowAsync<HostFailure>(PostgreSqlInstallation.FindAsync("/nowhere", TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("/nowhere");
    }

    [Fact]
    public async Task What_was_committed_survives_a_killed_server()
    {
        await using var server = await PostgresServer.StartOwnAsync(durable: true);
        var database = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(database, "create table kept (n int); insert into kept values (41)");

        await server.KillAsync();
        await server.StartAsync();

        (await ScalarAsync(database, "select n from kept")).ShouldBe(41);
    }

    [Fact]
    public async Task A_refused_login_is_not_taken_for_a_server_that_is_not_up_yet()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" }.ConnectionString;

        (await Should.ThrowAsync<HostFailure>(PostgreSqlDatabase.AnswersAsync(wrong, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("refuses the login");
    }

    [Fact]
    public async Task The_embedded_postgresql_keeps_its_data_in_a_folder_that_only_its_user_may_enter()
    {
        var token = TestContext.Current.CancellationToken;
        var installation = await PostgreSqlInstallation.FindAsync("embedded", token);
        var parent = Directory.CreateTempSubdirectory("orbital-private-"); // mode 0700, as are /root and many homes
        try
        {
            var port = FreePort.Next();
            foreach (var expected in new object?[] { null, 7 })
            {
                var cluster = await PostgreSqlCluster.OpenAsync(installation, Path.Combine(parent.FullName, "postgres"), token);
                await using var running = await RunningServer.StartAsync(cluster, port);
                await PostgreSqlDatabase.EnsureExistsAsync(cluster.ConnectionString(port, "postgres"), "orbital", token);
                var database = cluster.ConnectionString(port, "orbital");
                if (expected is null)
                    await ExecuteAsync(database, "create table kept (n int); insert into kept values (7)");
                else
                    (await ScalarAsync(database, "select n from kept")).ShouldBe(expected);
            }
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_user_without_the_password_is_refused()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        var guess = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" }.ConnectionString;

        var refusal = await Should.ThrowAsync<PostgresException>(ExecuteAsync(guess, "select 1"));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    private static async Task ExecuteAsync(string connection, string sql) => await ScalarAsync(connection, sql);

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(unpooled);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
