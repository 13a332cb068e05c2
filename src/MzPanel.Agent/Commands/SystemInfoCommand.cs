using System.Text.Json.Serialization;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Commands.Services;
using MzPanel.Agent.Config;
using MzPanel.Agent.Metrics;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Commands;

/// <summary>Result of <c>system.info</c>.</summary>
internal sealed record SystemFacts
{
    public string? Hostname { get; init; }

    public string? Os { get; init; }

    public string? OsVersion { get; init; }

    public string? Kernel { get; init; }

    public string? Arch { get; init; }

    public int? Cpus { get; init; }

    public string? CpuModel { get; init; }

    public long? MemTotal { get; init; }

    public IReadOnlyList<DiskUsage> Disks { get; init; } = [];

    [JsonPropertyName("uptime_s")]
    public long? UptimeS { get; init; }

    public string? PackageManager { get; init; }

    public string? ServiceManager { get; init; }
}

/// <summary>What the VPS is.</summary>
internal sealed class SystemInfoCommand : ICommand
{
    public CommandKind Kind => SystemInfo.Kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled) =>
        Task.FromResult(CommandResult.Done(Read(context.Root), CommandsJson.Plain.SystemFacts));

    private static SystemFacts Read(AgentRoot root)
    {
        var facts = new ServerFacts(root).Read();
        var cpu = CpuModel.Parse(root.SystemText("/proc/cpuinfo") ?? "");
        return new SystemFacts
        {
            Hostname = facts.Hostname,
            Os = facts.Os,
            OsVersion = facts.OsVersion,
            Kernel = facts.Kernel,
            Arch = facts.Arch,
            Cpus = cpu.Count,
            CpuModel = cpu.Name,
            MemTotal = MemoryUse.Parse(root.SystemText("/proc/meminfo") ?? "")?.Total,
            Disks = MetricsReader.Disks(root),
            UptimeS = MetricsReader.Uptime(root),
            PackageManager = PackageManagers.Name(),
            ServiceManager = ServiceManagers.Of(root)?.Name,
        };
    }
}
