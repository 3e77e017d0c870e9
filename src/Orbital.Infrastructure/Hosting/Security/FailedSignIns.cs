using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Counts sign-ins that were refused by address, in minutes of the clock. Where there are too many, nobody new is looked at until the next one:
/// each costs a signature or a query. Who was good lately goes on: a whole kitchen may have one address.
/// </summary>
internal sealed class FailedSignIns(int mostPerMinute, GoodCredentials good, TimeProvider time)
{
    private const int MostAddresses = 100_000;

    private readonly ConcurrentDictionary<UInt128, int> _failures = new();
    private long _minute;

    private TimeSpan UntilNextMinute => TimeSpan.FromSeconds(60 - (time.GetUtcNow().ToUnixTimeSeconds() % 60));

    private bool MayTry(HttpContext context, string credential)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (Volatile.Read(ref _minute) != minute && Interlocked.Exchange(ref _minute, minute) != minute)
            _failures.Clear();
        return CallerKey.OfAddress(context.Connection.RemoteIpAddress) is not { } address
            || !_failures.TryGetValue(address, out var failures) || failures < mostPerMinute || good.Contains(credential);
    }

    private async Task CountAsync(HttpContext context, string credential)
    {
        if (context.User.Identity is { IsAuthenticated: true })
        {
            good.Add(credential);
            return;
        }

        // The handler remembers what it found.
        if ((await context.AuthenticateAsync()).Failure is null)
            return;
        good.Remove(credential);
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
        var schemes = app.Services.GetRequiredService<IOptions<SignInSchemes>>().Value;
        app.Use((context, next) => schemes.CredentialOf(context) is not { } credential || failed.MayTry(context, credential)
            ? next(context)
            : refusals.WriteAsync(context, "sign_ins", failed.UntilNextMinute));
        app.UseAuthentication();
        app.Use(async (context, next) =>
        {
            if (schemes.CredentialOf(context) is { } credential)
                await failed.CountAsync(context, credential);
            await next(context);
        });
    }
}
