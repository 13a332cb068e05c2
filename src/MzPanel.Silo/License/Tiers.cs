using Microsoft.Extensions.Options;
using MzPanel.Data.License;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Account;

namespace MzPanel.Silo.License;

/// <summary>What a workspace may have: quotas (absent = unlimited) and the gates it opens.</summary>
internal sealed record Tier(string Name, int? Servers, int? Sites, IReadOnlyList<string> Features);

/// <summary>The tiers of this installation, and which one a workspace has.</summary>
internal sealed class Tiers(IOptions<TiersOptions> options, TierRecords records) : ITierTerms
{
    private const int QuotaRetryS = 3600;

    /// <summary>Name of the tier a new workspace gets.</summary>
    public string Default => options.Value.Default;

    public async ValueTask<Tier> OfWorkspaceAsync(string workspaceId, CancellationToken ct = default) =>
        Of(await records.OfWorkspaceAsync(workspaceId, ct));

    /// <summary>A tier by name; one that the settings no longer know is the default one.</summary>
    public Tier Of(string? name)
    {
        var known = name is not null && options.Value.ByName.ContainsKey(name) ? name : Default;
        var tier = options.Value.ByName[known];
        return new Tier(known, tier.Servers, tier.Sites, [.. tier.Features]);
    }

    public QuotaView Quotas(string tier) => new(Of(tier).Servers, Of(tier).Sites);

    public bool Opens(string tier, string feature) => Of(tier).Features.Contains(feature);

    /// <summary>Refuses a server that would be one more than the tier allows; one that is already counted comes in.</summary>
    public async Task CheckQuotaAsync(string workspaceId, string serverId, Tier tier, CancellationToken ct)
    {
        if (tier.Servers is { } quota && !await records.MayConnectAsync(workspaceId, serverId, quota, ct))
            throw new PanelException(PanelError.QuotaExceeded, $"The tier {tier.Name} allows {quota} servers.", retryAfterS: QuotaRetryS);
    }
}
