using System.Collections.Concurrent;
using Orbital.AppHost.Processes;

namespace Orbital.Testing;

/// <summary>A real nginx in front of a service, in one process, on a free port and in a folder of its own.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orbital-nginx-");
    private readonly int _port = FreePort.Next();
    private readonly ManagedProcess _process;

    private Nginx(int upstreamPort, TimeSpan? readTimeout)
    {
        var configuration = Path.Combine(_directory.FullName, "nginx.conf");
        File.WriteAllText(configuration, Configuration(upstreamPort, readTimeout));
        _process = ManagedProcess.Start(
            new ProcessSpec("nginx", FindProgram(), "-e", "stderr", "-p", _directory.FullName, "-c", configuration), TestWarden.Shared, _output.Enqueue);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <param name="upstreamPort">The service's port.</param>
    /// <param name="readTimeout">After how long without a byte from the service it gives up; null for nginx's own 60 s.</param>
    public static async Task<Nginx> StartAsync(int upstreamPort, TimeSpan? readTimeout = null)
    {
        var nginx = new Nginx(upstreamPort, readTimeout);
        using var http = new HttpClient();
        await Eventually.BecomesTrueAsync(async () => nginx._process.Exited.IsCompleted
            ? throw new InvalidOperationException($"nginx ended with {await nginx._process.Exited}:\n{string.Join('\n', nginx._output)}")
            : (await http.GetAsync(new Uri(nginx.Address, "/ping"))).IsSuccessStatusCode);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    // Distributions keep it where only root's PATH leads.
    private static string FindProgram() => SearchPath.Find("nginx") ?? (File.Exists("/usr/sbin/nginx")
        ? "/usr/sbin/nginx"
        : throw new InvalidOperationException("nginx is missing: install it (Debian: nginx-light)."));

    // As it comes, proxy_buffering on included; what differs is written out.
    private string Configuration(int upstreamPort, TimeSpan? readTimeout) =>
        $$"""
          daemon off;
          master_process off;
          pid nginx.pid;
          events { }
          http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            {{(readTimeout is { } limit ? $"proxy_read_timeout {(int)limit.TotalSeconds}s;" : "")}}
            server {
              listen 127.0.0.1:{{_port}};
              location / { proxy_pass http://127.0.0.1:{{upstreamPort}}; }
            }
          }
          """;
}
