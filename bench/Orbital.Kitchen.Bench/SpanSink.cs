using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orbital.Kitchen.Bench;

/// <summary>A collector that takes all spans and does nothing with them.</summary>
internal sealed class SpanSink : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SpanSink()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return Results.Ok();
        });
    }

    public string Address => _app.Urls.Single();

    public static async Task<SpanSink> StartAsync()
    {
        var sink = new SpanSink();
        await sink._app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
