using MzPanel.Agent.Config;

namespace MzPanel.Agent.Metrics;

/// <summary>What <c>os-release(5)</c> says.</summary>
internal sealed record OsRelease(string? Id, string? VersionId)
{
    public static OsRelease Read(AgentRoot root) =>
        Parse(root.SystemText("/etc/os-release") ?? root.SystemText("/usr/lib/os-release") ?? "");

    public static OsRelease Parse(string text)
    {
        var fields = new Dictionary<string, string>();
        foreach (var line in text.Split('\n'))
            if (line.Split('=', 2) is [var name, var value] && !name.StartsWith('#'))
                fields[name.Trim()] = value.Trim().Trim('"', '\'');
        return new OsRelease(fields.GetValueOrDefault("ID"), fields.GetValueOrDefault("VERSION_ID"));
    }
}
