using System.Net;
using System.Text;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Paths and headers that try to reach what is not meant to be reached.</summary>
[Collection(HostileCollection.Name)]
public sealed class CraftedRequestTests(HostileKitchen kitchen)
{
    private static readonly string[] WhatMustNotShow = ["root:", "ConnectionStrings", "at Orbital.", "at Microsoft."];

    [Fact]
    public Task Tricks_in_a_path_find_nothing() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        foreach (var target in new[]
        {
            "/../../../../etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%5c..%5cappsettings.json", "/assets/../../appsettings.json",
            "/assets/%252e%252e/%252e%252e/appsettings.json", "/\\..\\..\\appsettings.json", "/appsettings.json", "/assets//../../appsettings.json", "//etc/passwd", "//ping//..//..//etc/passwd",
            "//api//v1//batch-items", "/api/v1/orders/..%2f..%2f..%2fetc%2fpasswd", "/api/v1/orders/%2e%2e%5c%2e%2e", "/%00", "/ping%00.js", "/api/v1/orders/%00", "/assets/%00../../appsettings.json",
            "http://127.0.0.1/etc/passwd", "http://elsewhere.test/etc/passwd", "*", "ping", "", "/api/v1/orders/%", "/api/v1/orders/%zz", "/etc/passwd;/../ping", "/.git/config", "/api/v1/orders/a?limit=%00",
        })
            await RefusedAsync("GET", target);
    });

    [Fact]
    public Task Bytes_that_are_no_text_are_refused_in_path_query_and_body() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        foreach (var bytes in new[] { "%c3%28", "%ff", "%ed%a0%80", "%c0%af", "\xC3\x28", "\xFF" })
        {
            await RefusedAsync("GET", $"/api/v1/orders/{bytes}");
            await RefusedAsync("GET", $"/api/v1/batch-items?station={bytes}");
            await RefusedAsync("GET", $"/api/v1/board?station={bytes}");
            await RefusedAsync("POST", $"/api/v1/orders/{bytes}/cancel");
            await RefusedAsync("PUT", $"/api/v1/stations/{bytes}/batching-policy", """{"windowSeconds":1,"capacity":1}""");
        }

        foreach (var bytes in new[] { "\xC3\x28", "\xFF", "\xED\xA0\x80", "\xC0\xAF", "\xF8\x88\x80\x80\x80" })
            await RefusedAsync("POST", "/api/v1/batch-items", $$"""{"stationName":"{{bytes}}","itemName":"Burger","quantity":1}""");
    });

    [Fact]
    public Task Requests_out_of_all_measure_are_refused() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        (await AnswerAsync($"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldStartWith("HTTP/1.1 414");
        (await AnswerAsync($"GET /ping HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 100_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await AnswerAsync($"GET /ping HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X{i}: 1\r\n"))}\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await AnswerAsync("GET /ping HTTP/1.1\r\n\r\n")).ShouldStartWith("HTTP/1.1 400");
        (await AnswerAsync("POST /api/v1/batch-items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}")).ShouldStartWith("HTTP/1.1 400");
        (await AnswerAsync("POST /api/v1/batch-items HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")).ShouldStartWith("HTTP/1.1 400");
        (await AnswerAsync("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03")).ShouldStartWith("HTTP/1.1 400");
    });

    private async Task RefusedAsync(string method, string target, string body = "")
    {
        var answer = await AnswerAsync(
            $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        answer.ShouldStartWith("HTTP/1.1 4", customMessage: $"{method} {target}");
        foreach (var text in WhatMustNotShow)
            answer.ShouldNotContain(text, customMessage: $"{method} {target}");
    }

    private Task<string> AnswerAsync(string request) => RawConnection.AnswerAsync(kitchen.Replica.HttpPort, request);
}
