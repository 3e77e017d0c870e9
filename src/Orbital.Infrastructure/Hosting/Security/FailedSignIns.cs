using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Counts sign-ins that were refused by address, in minutes of the clock. Who has too many is not looked at until the next one: each costs a
/// signature or a query.
/// </summary>
internal sealed class FailedSignIns(int mostPerMinute, TimeProvider time)
{
    private const int MostAddresses = 100_000;

    private readonly ConcurrentDictionary<UInt128, int> _failures = new();
    private long _minute;

    public TimeSpan UntilNextMinute => TimeSpan.FromSeconds(60 - (time.GetUtcNow().ToUnixTimeSeconds() % 60));

    public bool MayTry(HttpContext context)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (Volatile.Read(ref _minute) != minute && Interlocked.Exchange(ref _minute, minute) != minute)
            _failures.Clear();
        return CallerKey.OfAddress(context.Connection.RemoteIpAddress) is not { } address
            || !_failures.TryGetValue(address, out var failures) || failures < mostPerMinute;
    }

    public void Count(HttpContext context)
    {
        if (_failures.Count >= MostAddresses)
            _failures.Clear();
        if (CallerKey.OfAddress(context.Connection.RemoteIpAddress) is { } address)
            _failures.AddOrUpdate(address, 1, (_, failures) => failures + 1);
    }

    /// <summary>Signs callers in, unless their address had too many failures.</summary>
    public static void UseBoundedAuthentication(WebApplication app)
    {
        if (app.Services.GetRequiredService<CallerLimits>().FailedSignInsPerMinute is not { } most)
        {
            app.UseAuthentication();
            return;
        }

        var failed = ActivatorUtilities.CreateInstance<FailedSignIns>(app.Services, most);
        var refusals = app.Services.GetRequiredService<LimitRefusals>();
        app.Use((context, next) => !ShowsAnything(context.Request) || failed.MayTry(context) ? next(context) : refusals.WriteAsync(context, "sign_ins", failed.UntilNextMinute));
        app.UseAuthentication();
        app.Use(async (context, next) =>
        {
            // The handler remembers what it found.
            if (context.User.Identity is not { IsAuthenticated: true } && (await context.AuthenticateAsync()).Failure is not null)
                failed.Count(context);
            await next(context);
        });
    }

    // Who shows nothing costs nothing: probes of health are answered whatever else comes from their address.
    private static bool ShowsAnything(HttpRequest request) => request.Headers.ContainsKey(HeaderNames.Authorization) || request.Headers.ContainsKey(HeaderNames.Cookie);
}
