using Microsoft.Extensions.Options;

namespace MzPanel.Silo.Http;

/// <summary>The two limits of rest-api.md, section 4, and the first one again for those who have no caller.</summary>
internal sealed class RateLimits(IOptions<RateLimitOptions> options) : IDisposable
{
    /// <summary>Per caller.</summary>
    public RateLimit Requests { get; } = new(options.Value.RequestsPerMinute);

    /// <summary>Per address.</summary>
    public RateLimit SignIns { get; } = new(options.Value.SignInsPerMinute);

    /// <summary>Per address, for agents that register: apart, so that they do not use up what the people behind the same address have.</summary>
    public RateLimit Registrations { get; } = new(options.Value.RequestsPerMinute);

    public void Dispose()
    {
        Registrations.Dispose();
        Requests.Dispose();
        SignIns.Dispose();
    }
}
