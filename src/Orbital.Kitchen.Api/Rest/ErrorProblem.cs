using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

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
            LogUnexpected(logger, context.Request.Method, context.Request.Path, exception);

        context.Response.StatusCode = problem.Status!.Value;
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
        return true;
    }

    private static ProblemDetails ProblemOf(Exception exception) => exception switch
    {
        InvalidFieldException e => new ProblemDetails
        {
            Status = StatusCodes.Status400BadRequest,
            Type = "urn:orbital:problem:invalid-field",
            Title = "A field is not usable",
            Detail = e.Message,
            Extensions = { ["field"] = e.Field },
        },
        BadHttpRequestException e => new ProblemDetails
        {
            Status = e.StatusCode,
            Type = "urn:orbital:problem:bad-request",
            Title = "The request cannot be read",
            Detail = e.Message,
        },
        KitchenUnavailableException e => new ProblemDetails
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Type = "urn:orbital:problem:unavailable",
            Title = "The kitchen cannot answer now",
            Detail = e.Message,
        },
        _ => new ProblemDetails
        {
            Status = StatusCodes.Status500InternalServerError,
            Type = "urn:orbital:problem:internal",
            Title = "Something went wrong inside the kitchen",
        },
    };

    [LoggerMessage(LogLevel.Error, "{HttpMethod} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, string httpMethod, PathString path, Exception exception);
}
