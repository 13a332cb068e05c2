using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Config;

/// <summary>What the VPS's owner allows (<c>/etc/mzagent/policy.json</c>); no command can change it.</summary>
internal sealed record LocalPolicy(bool AllowShell, bool AllowHost)
{
    public static LocalPolicy Strict { get; } = new(false, false);

    private static readonly string[] HostAreas = ["package", "service", "firewall", "cron", "docker", "php", "database"];

    /// <summary>Read anew for each command; whatever is not the literal <c>true</c> denies.</summary>
    public static LocalPolicy Read(AgentRoot root)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(root.PolicyFile));
            return new LocalPolicy(Says(file.RootElement, "allow_shell"), Says(file.RootElement, "allow_host"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return Strict;
        }
    }

    /// <summary>Why a kind is denied here, or <see langword="null"/>.</summary>
    public string? Denies(CommandKind kind, AgentRoot root)
    {
        if (kind.Capability == CommandKind.Shell && !AllowShell)
            return "The policy file on the VPS does not say allow_shell.";
        var area = kind.Name.Split('.')[0];
        return !root.IsHost && kind.Lane == Lane.Mutating && !AllowHost && HostAreas.Contains(area)
            ? "The policy file on the VPS does not say allow_host." : null;
    }

    private static bool Says(JsonElement policy, string member) =>
        policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;
}
