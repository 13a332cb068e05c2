using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Agent.Backups;
using MzPanel.Agent.Commands.Cron;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Commands.Docker;
using MzPanel.Agent.Commands.Firewall;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Commands.Php;
using MzPanel.Agent.Commands.Services;
using MzPanel.Agent.Commands.Sites;
using MzPanel.Agent.Cron;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Updates;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Commands;

/// <summary>Results of the kinds (commands.md).</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SystemFacts))]
[JsonSerializable(typeof(ServiceState))]
[JsonSerializable(typeof(IReadOnlyList<ServiceState>))]
[JsonSerializable(typeof(IReadOnlyList<PackageState>))]
[JsonSerializable(typeof(UpgradeResult))]
[JsonSerializable(typeof(IReadOnlyList<DiskUsage>))]
[JsonSerializable(typeof(SiteFacts))]
[JsonSerializable(typeof(DatabaseInventory))]
[JsonSerializable(typeof(DatabaseSize))]
[JsonSerializable(typeof(DatabaseUserInventory))]
[JsonSerializable(typeof(DatabaseFacts))]
[JsonSerializable(typeof(IReadOnlyList<PhpVersion>))]
[JsonSerializable(typeof(IReadOnlyList<StackState>))]
[JsonSerializable(typeof(CronInventory))]
[JsonSerializable(typeof(CronJob))]
[JsonSerializable(typeof(CronOutcome))]
[JsonSerializable(typeof(FirewallInventory))]
[JsonSerializable(typeof(FirewallSettings))]
[JsonSerializable(typeof(FirewallResult))]
[JsonSerializable(typeof(TrialRecord))]
[JsonSerializable(typeof(BackupResult))]
[JsonSerializable(typeof(DestinationResult))]
[JsonSerializable(typeof(RestoreResult))]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(SnapshotList))]
[JsonSerializable(typeof(UpdateResult))]
internal sealed partial class CommandsJson : JsonSerializerContext
{
    /// <summary>With text as it is: a version like 1.0+deb12u1 should not grow, and nothing here is put into a page.</summary>
    public static CommandsJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
