using System.Diagnostics;
using System.Net;
using FluentValidation;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Data.Idempotency;
using MzPanel.Silo.Limits;

namespace MzPanel.Silo.Http;

/// <summary>Registers and composes the pipeline of <c>/v1</c>. Needs the records, the master key, <see cref="PublicUrl"/> and an <see cref="ICallerSource"/>.</summary>
internal static class HttpRoom
{
    private static readonly string[] ExposedHeaders =
        [AnswerHeaders.RequestId, "Location", "ETag", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", IdempotencyFilter.Replayed];

    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessOptions, AccessOptionsValidator>(configuration, AccessOptions.Section);
        services.AddSettings<RateLimitOptions, RateLimitOptionsValidator>(configuration, RateLimitOptions.Section);
        services.AddSettings<NetworkOptions, NetworkOptionsValidator>(configuration, NetworkOptions.Section);
        services.AddSingleton(provider => new BodyHash(provider.GetRequiredService<MasterKey>().Derive("idempotency")));
        services.AddSingleton<OriginRule>().AddSingleton<RateLimits>().AddSingleton<IdempotencyRecords>().AddSingleton<IRefusalWitness, RefusalMeter>();
        services.AddSingleton<IValidator<Nothing>, NothingValidator>().AddSingleton<IValidator<PageQuery>, PageQueryValidator>();
        services.AddHostedService<IdempotencySweep>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.AddRouting().AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<AccessOptions>>(AllowOrigins);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<NetworkOptions>>(TrustProxies);
        return services.Configure<KestrelServerOptions>(Limit);
    }

    /// <summary>In this order; endpoints are mapped after it.</summary>
    public static void UseHttp(this WebApplication app)
    {
        RejectedRequests.Watch(app.Services.GetRequiredService<DiagnosticListener>());
        app.UseForwardedHeaders()
            .UseMiddleware<AnswerHeaders>()
            .UseMiddleware<ErrorTranslation>()
            .UseRouting()
            .UseCors()
            .UseWebSockets()
        .UseMiddleware<AccessGate>();
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // RawBody limits: Kestrel's own refusal cuts the connection while the caller still sends, so that the answer is lost;
        // ours is answered first and the rest drained for a few seconds.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
    }

    private static void AllowOrigins(CorsOptions cors, IOptions<AccessOptions> access) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. access.Value.AllowedOrigins])
        .AllowCredentials()
        .WithMethods("GET", "POST", "PATCH", "DELETE")
        .WithHeaders("Content-Type", "Authorization", "If-Match", "Last-Event-ID", IdempotencyFilter.Header)
        .WithExposedHeaders(ExposedHeaders));

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<NetworkOptions> network)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        if (network.Value.TrustedProxies is not { } trusted)
            return;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var text in trusted)
            if (IPAddress.TryParse(text, out var address))
                forwarded.KnownProxies.Add(address);
            else
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(text));
    }
}
