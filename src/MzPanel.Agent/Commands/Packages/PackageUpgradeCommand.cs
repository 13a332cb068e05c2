using MzPanel.Agent.Config;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Brings packages to their newest version: asks apt what it would do, has it do that, and tells by dpkg what became of it.</summary>
internal sealed class PackageUpgradeCommand(TimeProvider time) : ICommand
{
    private const string Kernel = "linux-image-";

    public CommandKind Kind => PackageUpgrade.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (PackageManagers.Name() != PackageManagers.Apt)
            return CommandResult.Unsupported("Packages are upgraded by apt, which this VPS does not have.");
        if (await InstalledAsync(context, cancelled) is not { } before)
            return Failed("dpkg-query", 1);
        var names = context.Texts("names") is { Count: > 0 } some ? some : null;
        if (names?.FirstOrDefault(name => !before.ContainsKey(name)) is { } unknown)
            return CommandResult.Fail("not_found", $"There is no installed package {unknown}.");
        var dryRun = context.Flag("dry_run");
        if (!dryRun && await new PackageLocks(context.Root, time).ReadyAsync(context, cancelled) is { } notReady)
            return notReady;
        var (exitCode, simulated) = await context.CaptureAsync(Apt.Simulation(names), cancelled);
        if (exitCode != 0)
            return Failed("apt-get", exitCode);
        var plan = new UpgradePlan(names, AptSimulation.Parse(simulated));
        plan = context.Flag("security_only") ? plan.SecurityOnly() : plan;
        return dryRun ? Told(context, plan, before) : await UpgradeAsync(context, plan, before, cancelled);
    }

    private static async Task<CommandResult> UpgradeAsync(
        CommandContext context, UpgradePlan plan, Dictionary<string, string> before, CancellationToken cancelled)
    {
        if (plan.Changes.Count == 0)
        {
            context.Log.Write(LogLine.Stdout, "Nothing is newer than what is installed.");
            return Result(context.Root, []);
        }
        var exitCode = await context.RunAsync(Apt.Upgrade(plan.Names, PackageLocks.Limit), new AptProgress(context.Log), cancelled);
        var after = await InstalledAsync(context, cancelled) ?? before;
        UpgradedPackage[] upgraded =
        [
            .. after.Where(package => before.TryGetValue(package.Key, out var version) && version != package.Value)
                .OrderBy(package => package.Key, StringComparer.Ordinal).Select(package => new UpgradedPackage(package.Key, package.Value, before[package.Key])),
        ];
        var result = Result(context.Root, upgraded);
        return exitCode == 0 ? result
            : result with { ExitCode = exitCode, Error = new JobError("package_manager_failed", $"apt-get ended with exit code {exitCode}; what was done stays.") };
    }

    private static CommandResult Told(CommandContext context, UpgradePlan plan, Dictionary<string, string> installed)
    {
        foreach (var line in plan.Lines(installed))
            context.Log.Write(LogLine.Stdout, line);
        if (plan.Changes.Count == 0)
            context.Log.Write(LogLine.Stdout, "Nothing is newer than what is installed.");
        return Result(context.Root, []);
    }

    private static async Task<Dictionary<string, string>?> InstalledAsync(CommandContext context, CancellationToken cancelled)
    {
        var (exitCode, stdout) = await context.CaptureAsync(Apt.Installed(context.Root), cancelled);
        return exitCode != 0 ? null : DpkgTable.Parse(stdout).DistinctBy(package => package.Name).ToDictionary(package => package.Name, package => package.Version);
    }

    private static CommandResult Result(AgentRoot root, UpgradedPackage[] upgraded) => CommandResult.Done(
        new UpgradeResult(upgraded, RebootRequired(root) || upgraded.Any(package => package.Name.StartsWith(Kernel, StringComparison.Ordinal))),
        CommandsJson.Plain.UpgradeResult);

    private static bool RebootRequired(AgentRoot root) =>
        File.Exists(root.SystemPath("/run/reboot-required")) || File.Exists(root.SystemPath("/var/run/reboot-required"));

    private static CommandResult Failed(string program, int exitCode) =>
        CommandResult.Fail("package_manager_failed", $"{program} ended with exit code {exitCode}.", exitCode);
}
