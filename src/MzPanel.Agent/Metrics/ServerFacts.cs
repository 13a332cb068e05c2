using MzPanel.Agent.Config;
using MzPanel.Protocol.Agents;

namespace MzPanel.Agent.Metrics;

/// <inheritdoc />
internal sealed class ServerFacts(AgentRoot root) : IServerFacts
{
    public Hello Read()
    {
        var release = OsRelease.Read(root);
        return new Hello
        {
            AgentVersion = AgentVersion.Text,
            Hostname = Line("/proc/sys/kernel/hostname") ?? Environment.MachineName,
            Os = release.Id,
            OsVersion = release.VersionId,
            Arch = Architectures.Native,
            Kernel = Line("/proc/sys/kernel/osrelease"),
            BootId = Line("/proc/sys/kernel/random/boot_id"),
        };
    }

    private string? Line(string path) => root.SystemText(path)?.Trim() is { Length: > 0 } line ? line : null;
}
