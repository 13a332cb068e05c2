using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Protocol;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Updates;

namespace MzPanel.Agent.Updates;

/// <summary>Which program is to be put in place.</summary>
/// <param name="Version">What it has to call itself; of any, also an older one, where whoever vouches for it does not say.</param>
/// <param name="AllowDowngrade">Whether that may be older than what runs.</param>
internal sealed record UpdateOrder(
    Uri Url, string Sha256, long MostBytes, string? Version, bool AllowDowngrade, bool Restart, int WelcomeS = AgentUpdate.UsualWelcomeS, bool DryRun = false);

/// <summary>What a command says, held against what the control plane has signed.</summary>
internal static class SignedOrder
{
    /// <summary>Whether a command's manifest is past its time; judged by the control plane's clock, not by this VPS's.</summary>
    public static bool IsLate(CommandKind kind, JsonElement args, IReadOnlyList<Jwk> keys, DateTimeOffset now) =>
        kind == AgentUpdate.Kind && args.TryGetProperty("manifest", out var jws)
        && Open(jws.GetString()!, keys) is { } manifest && now.ToUnixTimeSeconds() >= manifest.Exp;

    /// <summary>Throws <see cref="UpdateException"/> where the command says anything else than the manifest, or asks elsewhere.</summary>
    public static UpdateProgram Check(AgentConfig config, string architecture, Uri url, string version, string jws)
    {
        if (Open(jws, config.Keys.Next is { } next ? [config.Keys.Current, next] : [config.Keys.Current]) is not { } manifest)
            throw new UpdateException("bad_signature", "The manifest is not signed by a key this agent trusts.");
        if (!IsOf(config, url))
            throw new UpdateException("foreign_origin", $"{url} is not at this agent's control plane.");
        if (manifest.Programs.FirstOrDefault(p => p.Arch == architecture) is not { } program)
            throw new UpdateException("no_program", $"The control plane has no agent for {architecture}.");
        return manifest.Version == version ? program
            : throw new UpdateException("bad_signature", "The command names another version than the manifest.");
    }

    private static UpdateManifest? Open(string jws, IEnumerable<Jwk> keys) => Jws.Open(jws, ProtocolJson.Default.UpdateManifest, Jws.UpdateType, keys);

    private static bool IsOf(AgentConfig config, Uri url) => new Uri(config.ConnectUrl) is var panel
        && url.Scheme == (panel.Scheme == "wss" ? "https" : "http") && url.Host == panel.Host && url.Port == panel.Port;
}
