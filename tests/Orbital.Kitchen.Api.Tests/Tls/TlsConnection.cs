using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Orbital.Kitchen.Api.Tests.Tls;

/// <summary>One connection over HTTPS, which stays open and says what a test wants.</summary>
internal sealed class TlsConnection(TcpClient client, SslStream stream) : IDisposable
{
    /// <summary>Of the certificate that the kitchen has shown.</summary>
    public string Serial => stream.RemoteCertificate!.GetSerialNumberString();

    public static async Task<TlsConnection> OpenAsync(TlsKitchen kitchen)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", kitchen.HttpPort);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = kitchen.Trust() });
        return new TlsConnection(client, stream);
    }

    /// <summary>The first bytes of the answer: the status line, and, of a short answer, all of it.</summary>
    public async Task<string> GetAsync(string path, string host = "localhost")
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        var buffer = new byte[4096];
        var length = await stream.ReadAtLeastAsync(buffer, minimumBytes: 12, throwOnEndOfStream: false);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public void Dispose()
    {
        stream.Dispose();
        client.Dispose();
    }
}
