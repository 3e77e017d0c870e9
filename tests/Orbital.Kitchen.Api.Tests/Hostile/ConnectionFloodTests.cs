using System.Net;
using System.Net.Sockets;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Hostile;

[Collection(HostileCollection.Name)]
public sealed class ConnectionFloodTests(HostileKitchen kitchen)
{
    private const int Waves = 10;
    private const int Wave = 1_000;

    // On Linux all of 127.0.0.0/8 is this machine.
    private static readonly IPAddress Attacker = IPAddress.Parse("127.0.0.66");

    [Fact]
    public Task Ten_thousand_connections_from_one_address_leave_room_for_others() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        var before = await RefusedAsync();
        List<RawConnection?> open = [];
        for (var wave = 0; wave < Waves; wave++)
        {
            var next = await Task.WhenAll(Enumerable.Range(0, Wave).Select(OpenAsync));
            open.ForEach(connection => connection?.Dispose());
            open = [.. next];
        }

        await Eventually.BecomesTrueAsync(async () => await RefusedAsync() - before >= Waves * Wave / 4, TimeSpan.FromSeconds(30));
        open.ForEach(connection => connection?.Dispose());

        // When it is over, its address has its connections back.
        await Eventually.BecomesTrueAsync(async () => await PingFromAttackerAsync(), TimeSpan.FromSeconds(30));
    });

    private async Task<RawConnection?> OpenAsync(int i)
    {
        try
        {
            var connection = await RawConnection.OpenAsync(i % 2 == 0 ? kitchen.Replica.HttpPort : kitchen.Replica.GrpcPort, Attacker);
            if (i % 4 == 0)
                await connection.SendAsync("GET /ping HT"u8.ToArray());
            return connection;
        }
        catch (SocketException)
        {
            // Closed before we knew that it was open.
            return null;
        }
    }

    private async Task<bool> PingFromAttackerAsync()
    {
        using var connection = await RawConnection.OpenAsync(kitchen.Replica.HttpPort, Attacker);
        await connection.SendAsync("GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        return (await connection.ReadToEndAsync()).EndsWith("pong", StringComparison.Ordinal);
    }

    private async Task<double> RefusedAsync() =>
        (await Scrape.OfAsync(kitchen.Replica.HttpPort)).Sum("orbital_security_refusals_total", ("reason", "connections")) ?? 0;
}
