using Microsoft.Extensions.Options;
using MzPanel.Data.License;
using MzPanel.Grains.License;
using MzPanel.Protocol;
using MzPanel.Silo.Account;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.License;

/// <summary>The public signing keys at their well-known place.</summary>
internal static class LicenseApi
{
    // Short: after a roll-over a new agent must not pin what a proxy remembers.
    private const string Caching = "public, max-age=60";

    public static IServiceCollection AddLicense(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettingsSection(TiersOptions.Section, new TiersOptionsValidator(), TiersOptions.Faults, TiersOptions.Of);
        services.AddSingleton(_ => Options.Create(TiersOptions.Of(configuration.GetSection(TiersOptions.Section))));
        services.AddSingleton<TierRecords>().AddSingleton<Tiers>().AddSingleton<WelcomeFrames>();
        services.AddSingleton<ITierTerms>(s => s.GetRequiredService<Tiers>()).AddSingleton<ITierGate>(s => s.GetRequiredService<Tiers>());
        return services.AddHostedService<KeyRefresh>().AddHostedService<KeyAnnouncer>().AddHostedService<LicenseRenewal>();
    }

    public static void MapLicense(this IEndpointRouteBuilder app) =>
        app.MapGet("/.well-known/jwks.json", Keys).Needs(Capability.Anonymous).AnswersAs("application/jwk-set+json")
            .WithSummary("The public keys that commands and licences are signed with");

    private static IResult Keys(HttpContext http, KeyRing keys)
    {
        http.Response.Headers.CacheControl = Caching;
        return Results.Json(keys.Published, ProtocolJson.Default.KeySet, "application/jwk-set+json");
    }
}
