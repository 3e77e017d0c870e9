using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ProtoBuf;

namespace Orbital.EndToEnd.Tests;

/// <summary>Takes the spans that services export by OTLP over HTTP.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", ReceiveAsync);
    }

    /// <summary>What makes a service export here at once.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
    ];

    /// <summary>What has come so far, the earliest start first.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans.OrderBy(span => span.Start)];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The spans of one trace.</summary>
    public IReadOnlyList<ReceivedSpan> Trace(string traceId) => [.. Spans.Where(span => span.TraceId == traceId)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        bytes.Position = 0;
        foreach (var resource in Serializer.Deserialize<OtlpExport>(bytes).ResourceSpans)
        {
            var service = resource.Resource!.Attributes.Single(attribute => attribute.Key == "service.name").Value!.Text;
            foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
                _spans.Enqueue(ReceivedSpan.From(service, span));
        }

        return Results.Bytes([], "application/x-protobuf");
    }
}

/// <summary>One span as it came.</summary>
internal sealed record ReceivedSpan(
    string Service, string Name, string TraceId, string Id, string ParentId, ulong Start, bool Failed, IReadOnlyList<string> Links)
{
    public static ReceivedSpan From(string service, OtlpSpan span) => new(
        service, span.Name, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.StartTimeUnixNano,
        span.Status?.Code == OtlpStatus.Error, [.. span.Links.Select(link => Hex(link.SpanId))]);

    private static string Hex(byte[] id) => Convert.ToHexStringLower(id);
}
