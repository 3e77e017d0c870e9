using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Access;

/// <summary>Who did what over REST, one line for each request that may change something.</summary>
internal static partial class ActionLog
{
    public static void UseActionLog(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ActionLog));
        app.Use((context, next) =>
        {
            // When all is answered: also what ended with an exception.
            if (context.User.Identity is { IsAuthenticated: true } && IsAction(context.Request))
                context.Response.OnCompleted(() => LogAsync(logger, context));
            return next(context);
        });
    }

    private static Task LogAsync(ILogger logger, HttpContext context)
    {
        LogAction(logger, context.User.Identity?.Name, Caller.DisplayIdOf(context.User), context.Request.Method, LoggedPath.Of(context), context.Response.StatusCode);
        return Task.CompletedTask;
    }

    private static bool IsAction(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    [LoggerMessage(LogLevel.Information, "{Caller} (display {Display}): {HttpMethod} {Path} was answered with {Status}")]
    private static partial void LogAction(ILogger logger, string? caller, Guid? display, string httpMethod, string path, int status);
}
