using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orbital.Infrastructure.Kitchen.PostgreSql;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Kitchen;

/// <summary>A pooler in transaction mode is refused in a sentence that says what to do; PostgreSQL itself is not taken for one.</summary>
public sealed class PoolerTests(PostgresServer postgres)
{
    [Fact]
    public async Task One_that_refuses_the_start_of_a_session_is_named()
    {
        using var pooler = new TcpListener(IPAddress.Loopback, 0);
        pooler.Start();
        var refusing = RefuseAllAsync(pooler);
        var text = $"Host=127.0.0.1;Port={((IPEndPoint)pooler.LocalEndpoint).Port};Username=orbital;Database=orbital;Options=-c idle_in_transaction_session_timeout=5000";
        await using var source = NpgsqlDataSource.Create(text);
        using (var schema = new SchemaMigration(new Contexts(text), source, Options.Create(new BatchingOptions()), TimeProvider.System, NullLogger<SchemaMigration>.Instance))
        {
            await schema.StartAsync(TestContext.Current.CancellationToken);
            await Eventually.BecomesTrueAsync(() => schema.Problem is not null);
            schema.Problem.ShouldBe($"the schema has not been brought up to date yet: {TransactionPoolerException.Sentence}");
            await schema.StopAsync(TestContext.Current.CancellationToken);
        }

        pooler.Stop();
        await refusing;
    }

    [Fact]
    public async Task PostgreSQL_itself_is_none()
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);

        await Should.NotThrowAsync(() => PoolerCheck.RunAsync(source, TestContext.Current.CancellationToken));
    }

    // As PgBouncer answers a start parameter that it does not pass on.
    private static async Task RefuseAllAsync(TcpListener pooler)
    {
        try
        {
            while (true)
            {
                using var client = await pooler.AcceptTcpClientAsync();
                await RefuseAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private static async Task RefuseAsync(NetworkStream stream)
    {
        const int versionThree = 3 << 16;
        var head = new byte[8];
        while (true)
        {
            await stream.ReadExactlyAsync(head);
            if (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) == versionThree)
                break;
            // It is asked for encryption, and has none.
            await stream.WriteAsync("N"u8.ToArray());
        }

        await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(head) - head.Length]);
        var fields = Encoding.ASCII.GetBytes("SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0");
        var message = new byte[5 + fields.Length];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + fields.Length);
        fields.CopyTo(message, 5);
        await stream.WriteAsync(message);
    }

    private sealed class Contexts(string database) : IDbContextFactory<KitchenDbContext>
    {
        public KitchenDbContext CreateDbContext() =>
            new(new DbContextOptionsBuilder<KitchenDbContext>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options);
    }
}
