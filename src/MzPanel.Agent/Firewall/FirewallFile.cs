using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Firewall;

/// <summary>Reads and writes <see cref="FirewallSettings"/>.</summary>
internal static class FirewallFile
{
    public static string PathIn(AgentRoot root) => root.Resolve("/etc/mz/firewall.json");

    public static FirewallSettings Read(AgentRoot root)
    {
        var file = PathIn(root);
        if (!File.Exists(file))
            return new FirewallSettings();
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllBytes(file), CommandsJson.Plain.FirewallSettings);
            return settings is { Policy: FirewallPolicy.Accept or FirewallPolicy.Drop, Rules: { } rules } && rules.All(r => r.IsSound())
                ? settings : throw new JsonException("it holds what no rule may be");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or SiteException)
        {
            throw new SiteException("bad_registry", $"{file} cannot be read: {e.Message}");
        }
    }

    public static void Write(AgentRoot root, FirewallSettings settings) =>
        SystemFile.Write(PathIn(root), JsonSerializer.SerializeToUtf8Bytes(settings, CommandsJson.Plain.FirewallSettings), SystemFile.OwnerOnly);
}
