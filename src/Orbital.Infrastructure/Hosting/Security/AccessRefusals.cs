using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Answers who may not: 401 and 403 with a problem, on gRPC UNAUTHENTICATED and PERMISSION_DENIED. Each is counted and logged once, and the
/// endpoint never runs.
/// </summary>
internal sealed class AccessRefusals(IProblemDetailsService problems, ILogger<AccessRefusals> logger) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context) : RefuseAsync(context, policy, authorizeResult.Challenged);

    private async Task RefuseAsync(HttpContext context, AuthorizationPolicy policy, bool isUnknown)
    {
        var refusal = isUnknown
            ? new Refusal(await ReasonOfAsync(context), RefusalProblems.NotSignedIn())
            : new Refusal("role", RefusalProblems.NotAllowed(Needed(policy)));
        if (isUnknown && !GrpcRefusal.IsGrpc(context))
            await context.ChallengeAsync(JwtBearerDefaults.AuthenticationScheme);
        await RefusalAnswer.WriteAsync(context, refusal, problems, logger);
    }

    private static string Needed(AuthorizationPolicy policy) =>
        policy.Requirements.OfType<AccessRequirement>().SelectMany(requirement => requirement.Policy.Roles).ToArray() is { Length: > 0 } roles
            ? $"This needs the role {string.Join(" or ", roles)}."
            : "This is open to nobody.";

    // The handler remembers what it found.
    private static async Task<string> ReasonOfAsync(HttpContext context) => (await context.AuthenticateAsync()).Failure switch
    {
        null => "no_credentials",
        SecurityTokenExpiredException => "token_expired",
        SecurityTokenNotYetValidException => "token_not_yet_valid",
        UnknownDeviceException => "device_unknown",
        _ => "token_invalid",
    };
}

/// <summary>A device shows what this service gave to no device, or to one that may not come back.</summary>
public sealed class UnknownDeviceException() : Exception("the device is not known, or not any more");

/// <summary>What callers are told who may not.</summary>
public static class RefusalProblems
{
    public static ProblemDetails NotSignedIn() => Problem(401, "sign-in-needed", "Who are you?", "This needs somebody who is signed in.");

    internal static ProblemDetails CertificateOver() => Problem(
        401, "sign-in-needed", "Who are you?", "The certificate of this connection is not good any more: connect again with another.");

    internal static ProblemDetails NotAllowed(string needed) => Problem(403, "not-allowed", "You may not do this", needed);

    public static ProblemDetails TooMany(int seconds) => Problem(429, "too-many", "You ask too much", $"Come back in {seconds} s.");

    internal static ProblemDetails CrossSite() =>
        Problem(403, "cross-site", "Another site asks", $"Send it from the service's own page, with the header {CrossSiteRules.Header}: 1.");

    private static ProblemDetails Problem(int status, string type, string title, string detail) =>
        new() { Status = status, Type = $"urn:orbital:problem:{type}", Title = title, Detail = detail };
}

/// <summary>Why a caller is refused.</summary>
/// <param name="Reason">One of a few words, for the counter and the log.</param>
/// <param name="Problem">What it is told.</param>
internal sealed record Refusal(string Reason, ProblemDetails Problem);

/// <summary>Tells a caller, the log and the counter of a refusal.</summary>
internal static partial class RefusalAnswer
{
    public static async Task WriteAsync(HttpContext context, Refusal refusal, IProblemDetailsService problems, ILogger logger)
    {
        SecurityMeter.CountRefusal(refusal.Reason);
        LogRefused(logger, refusal.Reason, context.Request.Method, LoggedPath.Of(context), context.User.Identity?.Name, context.Connection.RemoteIpAddress?.ToString());
        await TellAsync(context, refusal.Problem, problems);
    }

    /// <summary>Tells the caller alone: as gRPC does, or as a problem.</summary>
    public static async Task TellAsync(HttpContext context, ProblemDetails problem, IProblemDetailsService problems)
    {
        if (GrpcRefusal.IsGrpc(context))
        {
            GrpcRefusal.Write(context, problem);
            return;
        }

        context.Response.StatusCode = problem.Status!.Value;
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }

    [LoggerMessage(EventName = "Refused", Level = LogLevel.Warning, Message = "Refused ({Reason}): {HttpMethod} {Path} by {Caller} from {Address}")]
    private static partial void LogRefused(ILogger logger, string reason, string httpMethod, string path, string? caller, string? address);
}

/// <summary>A refusal on gRPC: an answer of headers alone, which every client reads as the status of the call.</summary>
internal static class GrpcRefusal
{
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int Unauthenticated = 16;

    /// <summary>A call by its type, as the framework reads it, unless its path is one of REST.</summary>
    public static bool IsGrpc(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    public static void Write(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{problem.Status switch { 401 => Unauthenticated, 429 => ResourceExhausted, _ => PermissionDenied }}";
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(problem.Detail!);
    }
}
