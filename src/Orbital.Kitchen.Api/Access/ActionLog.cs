using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Access;

/// <summary>Who did what over REST, one line for each request that may change something.</summary>
internal static partial class ActionLog
{
    public static void UseActionLog(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ActionLog));
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.User.Identity is { IsAuthenticated: true } caller && IsAction(context.Request))
                LogAction(logger, caller.Name, Caller.DisplayIdOf(context.User), context.Request.Method, LoggedPath.Of(context), context.Response.StatusCode);
        });
    }

    private static bool IsAction(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    [LoggerMessage(LogLevel.Information, "{Caller} (display {Display}): {HttpMethod} {Path} was answered with {Status}")]
    private static partial void LogAction(ILogger logger, string? caller, Guid? display, string httpMethod, string path, int status);
}
