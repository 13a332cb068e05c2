using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace MzPanel.Silo.Limits;

/// <summary>The two limits of rest-api.md, section 4, and the first one again for those who have no caller.</summary>
internal sealed class RateLimits
{
    // One word is enough: whoever hears it looks at everything.
    private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public RateLimits(IOptions<RateLimitOptions> options, TimeProvider time)
    {
        Requests = new("requests", options.Value.RequestsPerMinute, time, news.Writer);
        SignIns = new("sign-ins", options.Value.SignInsPerMinute, time, news.Writer);
        Registrations = new("registrations", options.Value.RequestsPerMinute, time, news.Writer);
    }

    /// <summary>Per caller.</summary>
    public RateLimit Requests { get; }

    /// <summary>Per address.</summary>
    public RateLimit SignIns { get; }

    /// <summary>Per address, for agents that register: apart, so that they do not use up what the people behind the same address have.</summary>
    public RateLimit Registrations { get; }

    public IReadOnlyList<RateLimit> All => [Requests, SignIns, Registrations];

    /// <summary>There is something that other silos should hear of now.</summary>
    public Channel<bool> News => news;
}
