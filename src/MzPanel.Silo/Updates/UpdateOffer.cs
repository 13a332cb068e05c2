using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Grains.License;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Updates;
using MzPanel.Silo.Enrollment;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Updates;

/// <summary>What agents are asked to install: the release, signed.</summary>
internal sealed class UpdateOffer(AgentReleases releases, KeyRing keys, AgentAddresses addresses, TimeProvider time)
{
    // As long as a job may wait for its server, and a rollout for its waves.
    private static readonly TimeSpan Valid = TimeSpan.FromDays(30);

    public async Task<AgentRelease> ReleaseAsync(CancellationToken ct) => await releases.FindAsync(ct)
        ?? throw new PanelException(PanelError.Conflict, "This control plane hands out no agent of a known version. Who runs it makes one with packaging/publish-agent.sh.");

    /// <summary>Arguments of <c>agent.update</c>, the same for every server.</summary>
    public async Task<JsonElement> ArgsAsync(AgentRelease release, UpdateChoices choices)
    {
        var now = time.GetUtcNow();
        var manifest = new UpdateManifest
        {
            Version = release.Version, Security = release.Security, Programs = release.Programs,
            Iat = now.ToUnixTimeSeconds(), Exp = now.Add(Valid).ToUnixTimeSeconds(),
        };
        var args = new JsonObject
        {
            ["url"] = Origin(), ["version"] = release.Version,
            ["manifest"] = await keys.SignAsync(manifest, ProtocolJson.Default.UpdateManifest, Jws.UpdateType),
        };
        if (choices.AllowDowngrade is true)
            args["allow_downgrade"] = true;
        if (choices.WelcomeS is { } wait)
            args["welcome_s"] = wait;
        if (choices.DryRun is true)
            args["dry_run"] = true;
        return ApiDocument.Of(args.ToJsonString());
    }

    // Agents take programs only from where they dial.
    private string Origin()
    {
        var dial = new Uri(addresses.ConnectUrl);
        return $"{(dial.Scheme == "wss" ? "https" : "http")}://{dial.Authority}";
    }
}

/// <summary>What may be said about an update.</summary>
internal record UpdateChoices
{
    public bool? AllowDowngrade { get; init; }

    public bool? DryRun { get; init; }

    /// <summary>How long an agent may take until it is welcomed with the new version.</summary>
    public int? WelcomeS { get; init; }

    public int? QueueTtlS { get; init; }
}
