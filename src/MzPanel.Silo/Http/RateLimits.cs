using Microsoft.Extensions.Options;

namespace MzPanel.Silo.Http;

/// <summary>The two limits of rest-api.md, section 4.</summary>
internal sealed class RateLimits(IOptions<RateLimitOptions> options) : IDisposable
{
    /// <summary>Per caller.</summary>
    public RateLimit Requests { get; } = new(options.Value.RequestsPerMinute);

    /// <summary>Per address.</summary>
    public RateLimit SignIns { get; } = new(options.Value.SignInsPerMinute);

    public void Dispose()
    {
        Requests.Dispose();
        SignIns.Dispose();
    }
}
