using System.Globalization;
using Microsoft.Net.Http.Headers;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Access;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>The headers by which callers guard their commands: <c>ETag</c>, <c>If-Match</c>, <c>Idempotency-Key</c>.</summary>
internal static class Preconditions
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";
    public const int MaxKeyLength = 200;

    public static BatchItemActor Actor(HttpRequest request, Guid id) => new(id, ExpectedVersion(request), IdempotencyKey(request), Caller.StationsOf(request.HttpContext.User));

    public static void SetETag(HttpResponse response, long version) => response.Headers.ETag = $"\"{version}\"";

    /// <summary>The caller's key for this request; null when it gave none.</summary>
    public static string? IdempotencyKey(HttpRequest request)
    {
        string? key = request.Headers[IdempotencyKeyHeader];
        if (string.IsNullOrEmpty(key))
            return null;
        return key.Length <= MaxKeyLength && !key.Any(char.IsControl)
            ? key
            : throw new InvalidFieldException(IdempotencyKeyHeader, $"must have at most {MaxKeyLength} printable characters");
    }

    /// <summary>Answers a stale version with the present one, which the exception handler of ASP.NET Core would take out of the answer.</summary>
    public static async ValueTask<object?> AnswerStaleAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (StaleVersionException stale)
        {
            SetETag(call.HttpContext.Response, stale.Current);
            return TypedResults.Problem(ErrorProblem.ProblemOf(stale));
        }
    }

    private static long? ExpectedVersion(HttpRequest request)
    {
        string? text = request.Headers.IfMatch;
        if (string.IsNullOrEmpty(text) || text == "*")
            return null;
        return EntityTagHeaderValue.TryParse(text, out var tag) && !tag.IsWeak
            && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new InvalidFieldException("If-Match", "must be one ETag that this API handed out");
    }
}
