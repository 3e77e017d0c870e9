using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The limits of both services; section <c>Limits</c>.</summary>
public static class RequestLimits
{
    /// <summary>The rate of screens that ask to be let in; endpoints ask for it by this name.</summary>
    public const string Pairings = "pairings";

    /// <summary>The rate of codes that are entered.</summary>
    public const string Approvals = "approvals";

    /// <summary>How many seconds' worth of requests a caller may send at once: a page that opens reads much.</summary>
    private const int Burst = 4;

    /// <summary>Registers the limits, and gives the server its own.</summary>
    public static IHostApplicationBuilder AddOrbitalLimits(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddStrictOptions<LimitSettings>(LimitSettings.Section);
        services.AddSingleton(provider => new CallerLimits(
            provider.GetRequiredService<IOptions<LimitSettings>>().Value, provider.GetRequiredService<IOptions<AuthenticationSettings>>().Value.IsConfigured));
        services.AddSingleton<LimitRefusals>();
        services.AddTrustedProxies();
        services.AddHostNames();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitSettings>>(
            (kestrel, settings) => ConnectionLimits.Apply(kestrel.Limits, settings.Value));
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<CallerLimits, LimitRefusals>(Configure);
        return builder;
    }

    internal static void LimitConnectionsPerAddress(this ListenOptions listen)
    {
        // Each port has a count of its own: who holds all of HTTP's leaves orders their way in over gRPC.
        var addresses = ActivatorUtilities.CreateInstance<ConnectionsPerAddress>(listen.ApplicationServices);
        listen.Use(next => connection => addresses.ServeAsync(connection, next));
    }

    /// <summary>Refuses what is too much of a caller. Orders come from services, at any rate: they do not pay for being counted.</summary>
    internal static void UseRequestLimits(this WebApplication app)
    {
        // The framework's limiter wakes ten times a second and never ends: it would keep a host that counts nobody in memory after its end.
        if (app.Services.GetRequiredService<CallerLimits>().HaveRates)
            app.UseWhen(context => !context.User.IsInRole(Roles.Service) || HasOwnRate(context), counted => counted.UseRateLimiter());
    }

    // Such as codes: who is a service may be a manager too.
    private static bool HasOwnRate(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null;

    private static void Configure(RateLimiterOptions options, CallerLimits limits, LimitRefusals refusals)
    {
        options.OnRejected = (rejected, _) => new ValueTask(refusals.WriteAsync(
            rejected.HttpContext, "rate", rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1)));
        if (limits.RequestsPerSecond is { } perSecond)
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                CallerKey.Of(context),
                _ => new TokenBucketRateLimiterOptions { TokenLimit = perSecond * Burst, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }));
        }

        options.AddPolicy(Pairings, context => PerMinute(context, limits.PairingsPerMinute));
        options.AddPolicy(Approvals, context => PerMinute(context, limits.ApprovalsPerMinute));
    }

    private static RateLimitPartition<string> PerMinute(HttpContext context, int? most) => most is not { } number
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetTokenBucketLimiter(
            CallerKey.Of(context),
            _ => new TokenBucketRateLimiterOptions { TokenLimit = number, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromMinutes(1) / number });
}
