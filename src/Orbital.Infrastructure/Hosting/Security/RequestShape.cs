using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Refuses requests of a kind that no client of ours sends, before anything reads them; gRPC has rules of its own.</summary>
internal static class RequestShape
{
    private const int MostOnStack = 1024;

    public static void UseRequestShape(this WebApplication app) => app.Use((context, next) =>
    {
        if (GrpcRefusal.IsGrpc(context))
            return next(context);
        if (!IsText(context.Features.Get<IHttpRequestFeature>()?.RawTarget))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        // A small body may hide a large one.
        if (context.Request.Headers.ContentEncoding is { Count: > 0 } coding && coding != "identity")
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            context.Response.Headers[HeaderNames.AcceptEncoding] = "identity";
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>
    /// Whether path and query hold UTF-8. The server leaves other bytes in a path as they were sent, <c>%FF</c>, which is the name of something
    /// else; those in a query become question marks.
    /// </summary>
    private static bool IsText(string? target)
    {
        if (target is null || !target.Contains('%', StringComparison.Ordinal))
            return true;
        var bytes = target.Length <= MostOnStack ? stackalloc byte[target.Length] : new byte[target.Length];
        var length = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (target[i] == '%' && i + 2 < target.Length && byte.TryParse(target.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                (bytes[length++], i) = (code, i + 2);
            else
                bytes[length++] = (byte)target[i];
        }

        return Utf8.IsValid(bytes[..length]);
    }
}
