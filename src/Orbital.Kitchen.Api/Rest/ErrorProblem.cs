using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>The one table from exception to problem+json. What is not in it says nothing about the inside.</summary>
internal sealed partial class ErrorProblem(IProblemDetailsService problems, ILogger<ErrorProblem> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return true;

        var problem = ProblemOf(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            LogUnexpected(logger, context.Request.Method, LoggedPath.Of(context), exception);

        context.Response.StatusCode = problem.Status!.Value;
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
        return true;
    }

    public static ProblemDetails ProblemOf(Exception exception) => exception switch
    {
        InvalidFieldException e => Problem(400, "invalid-field", "A field is not usable", e.Message, ("field", e.Field)),
        BadHttpRequestException { InnerException: JsonException e } =>
            Problem(400, "invalid-field", "A field is not usable", JsonProblem(e), ("field", FieldOf(e))),
        BadHttpRequestException { StatusCode: 400 } => Problem(
            400, "invalid-field", "A field is not usable", "body is missing or cannot be read", ("field", "body")),
        BadHttpRequestException e => Problem(e.StatusCode, e.Message),
        OtherStationException e => Problem(403, "other-station", "This screen works at other stations", e.Message),
        NotKnownException e => Problem(404, e.Message),
        ActionRefusedException e => Problem(
            409, "action-refused", "The present status forbids this", e.Message, ("currentStatus", e.CurrentStatus), ("allowedActions", e.AllowedActions)),
        StaleVersionException e => Problem(412, "stale-version", "It has changed since you read it", e.Message),
        KeyReusedException e => Problem(422, "idempotency-key-reused", "The idempotency key belongs to another request", e.Message),
        KitchenUnavailableException e => Problem(503, "unavailable", "The kitchen cannot answer now", e.Message),
        _ => Problem(500, "internal", "Something went wrong inside the kitchen", null),
    };

    /// <summary>What HTTP alone says: the type that stands for a status.</summary>
    public static ProblemDetails Problem(int status, string? detail) => status switch
    {
        404 => Problem(404, "not-found", "There is no such thing", detail),
        405 => Problem(405, "method-not-allowed", "This path has no such method", detail),
        413 => Problem(413, "too-large", "The body is too large", detail),
        415 => Problem(415, "unsupported-media-type", "The body must be JSON", detail),
        _ => Problem(status, "bad-request", "The request cannot be answered", detail),
    };

    private static ProblemDetails Problem(int status, string type, string title, string? detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var problem = new ProblemDetails { Status = status, Type = $"urn:orbital:problem:{type}", Title = title, Detail = detail };
        foreach (var (name, value) in more)
            problem.Extensions[name] = value;
        return problem;
    }

    private static string FieldOf(JsonException e) => e.Path is null or "$" ? "body" : e.Path.TrimStart('$', '.');

    // The reader's own message names types of ours; where it stopped is enough.
    private static string JsonProblem(JsonException e) => string.Create(
        CultureInfo.InvariantCulture, $"{FieldOf(e)} is unknown, repeated, or not of the right type (byte {e.BytePositionInLine} of line {e.LineNumber + 1})");

    [LoggerMessage(LogLevel.Error, "{HttpMethod} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, string httpMethod, string path, Exception exception);
}
