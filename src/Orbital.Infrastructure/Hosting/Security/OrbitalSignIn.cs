using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>Who may do what, the same on both services: tokens say who one is and in which roles, a table says what for.</summary>
public static class OrbitalSignIn
{
    /// <summary>
    /// Reads <see cref="AuthenticationSettings"/>. With nothing in them everything is open to everybody.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="table">Who may call what.</param>
    /// <param name="others">Adds schemes beside tokens; <see cref="SignInSchemes"/> must know when they are meant.</param>
    public static IHostApplicationBuilder AddOrbitalSignIn(this IHostApplicationBuilder builder, AccessTable table, Action<AuthenticationBuilder>? others = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<AuthenticationSettings>, AuthenticationValidation>();
        services.AddStrictOptions<AuthenticationSettings>(AuthenticationSettings.Section);
        services.AddSingleton(table);
        services.AddCrossSiteRules();
        if (AuthenticationSettings.Of(builder.Configuration).IsConfigured)
        {
            var authentication = services.AddBearer();
            others?.Invoke(authentication);
            services.AddAccess(table);
        }
        else
        {
            services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
        }

        return builder;
    }

    /// <summary>Refuses who may not and what is too much, before any endpoint is reached. Files that are served before it are for everybody.</summary>
    /// <param name="app">The service.</param>
    /// <param name="needsHeader">Whether browsers sign a caller in by themselves, as they do with cookies: it must prove that its page is ours.</param>
    public static void UseOrbitalSignIn(this WebApplication app, Func<HttpContext, bool>? needsHeader = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseRequestShape();
        app.UseCors();
        app.UseCallerCertificates();
        var isOn = app.Services.GetRequiredService<IOptions<AuthenticationSettings>>().Value.IsConfigured;
        if (isOn)
            FailedSignIns.UseBoundedAuthentication(app);
        app.UseRequestLimits();
        app.UseCrossSiteRules(needsHeader);
        if (isOn)
            app.UseAuthorization();
    }

    private static AuthenticationBuilder AddBearer(this IServiceCollection services)
    {
        services.AddSingleton<ValidatedTokens>();
        services.AddSingleton<GoodCredentials>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthenticationSettings>, ValidatedTokens>((bearer, settings, tokens) => Configure(bearer, settings.Value, tokens));
        return services.AddAuthentication(SignInSchemes.Any)
            .AddPolicyScheme(SignInSchemes.Any, displayName: null, options => options.ForwardDefaultSelector =
                context => context.RequestServices.GetRequiredService<IOptions<SignInSchemes>>().Value.Choose(context))
            .AddJwtBearer();
    }

    private static void AddAccess(this IServiceCollection services, AccessTable table)
    {
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.AddAuthorization(options =>
        {
            // What no line of the table names is for nobody.
            options.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new AccessRequirement(AccessPolicy.Nobody)).Build();
            foreach (var policy in table.Policies)
                options.AddPolicy(policy.Name, builder => builder.AddRequirements(new AccessRequirement(policy)));
        });
    }

    private static void Configure(JwtBearerOptions bearer, AuthenticationSettings settings, ValidatedTokens tokens)
    {
        bearer.SaveToken = false;
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(tokens);
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = settings.Audience,
            ValidIssuer = settings.Issuer,
            IssuerSigningKeys = [.. settings.SigningKeys.Select(path => SigningKeyFile.Read(path).Key)],
            ValidateIssuerSigningKey = true,
            ClockSkew = settings.ClockSkew,
            RoleClaimType = settings.RoleClaim,
            NameClaimType = "sub",
            // Everybody can read what an authority tells: a secret among it is none.
            AlgorithmValidator = (algorithm, key, _, _) =>
                SigningAlgorithms.Fits(algorithm, key) && (key is not SymmetricSecurityKey || string.IsNullOrEmpty(settings.Authority)),
        };
        if (string.IsNullOrEmpty(settings.Authority))
            return;
        bearer.Authority = settings.Authority;
        // Of this machine alone: the validation of the settings has seen to that.
        bearer.RequireHttpsMetadata = settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Which algorithms a key may be used with: by its own kind, never by what the token says.</summary>
internal static class SigningAlgorithms
{
    public static bool Fits(string algorithm, SecurityKey key) => key switch
    {
        SymmetricSecurityKey => algorithm is "HS256" or "HS384" or "HS512",
        RsaSecurityKey or X509SecurityKey or JsonWebKey { Kty: "RSA" } => algorithm is "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512",
        ECDsaSecurityKey or JsonWebKey { Kty: "EC" } => algorithm is "ES256" or "ES384" or "ES512",
        _ => false,
    };
}
