using MzPanel.Agent.Commands.Cron;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Commands.Firewall;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Commands.Services;
using MzPanel.Agent.Metrics;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands;

/// <summary>What <c>mzagent engine</c> collects: the inventory of rest-api.md, and every read-only kind that needs no argument.</summary>
internal static class Inventory
{
    private static readonly Dictionary<string, ICommand> Collectors = new()
    {
        ["services"] = new ServiceListCommand(),
        ["packages"] = new PackageListCommand(),
        ["databases"] = new DatabaseListCommand(TimeProvider.System),
        ["cron"] = new CronListCommand(),
        ["firewall"] = new FirewallListCommand(TimeProvider.System),
    };

    public static IReadOnlyList<string> Names { get; } =
        [.. Collectors.Keys, "disks", .. CommandSet.All.Where(NeedsNothing).Select(c => c.Kind.Name)];

    public static Task<CommandResult> CollectAsync(string name, CommandContext context, CancellationToken cancelled) => name == "disks"
        ? Task.FromResult(CommandResult.Done(MetricsReader.Disks(context.Root), CommandsJson.Plain.IReadOnlyListDiskUsage))
        : (Collectors.GetValueOrDefault(name) ?? CommandSet.Find(name)!).RunAsync(context, cancelled);

    private static bool NeedsNothing(ICommand command) =>
        command.Kind.Lane == Lane.ReadOnly && !command.Kind.Args.Fields.Any(f => f.Required);
}
