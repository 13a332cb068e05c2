using MzPanel.Agent.Config;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Installed packages, or those with a newer version. Asks what the VPS knows already; <c>package.refresh</c> is another kind.</summary>
internal sealed class PackageListCommand : ICommand
{
    public CommandKind Kind => PackageList.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (PackageManagers.Name() != PackageManagers.Apt)
            return CommandResult.Unsupported("Packages are read from dpkg and apt, which this VPS does not have.");
        var installed = await context.CaptureAsync(Apt.Installed(context.Root), cancelled);
        if (installed.ExitCode != 0)
            return Failed("dpkg-query", installed.ExitCode);
        var upgrades = await context.CaptureAsync(Upgrades(context.Root), cancelled);
        var onlyUpgradable = context.Flag("upgradable");
        if (upgrades.ExitCode != 0 && onlyUpgradable)
            return Failed("apt-get", upgrades.ExitCode);
        if (upgrades.ExitCode != 0)
            context.Log.Write(LogLine.Stderr, $"Newer versions are unknown: apt-get ended with exit code {upgrades.ExitCode}.");
        var packages = Merge(DpkgTable.Parse(installed.Stdout), AptSimulation.Parse(upgrades.Stdout));
        return CommandResult.Done([.. packages.Where(p => !onlyUpgradable || p.Candidate is not null)], CommandsJson.Plain.IReadOnlyListPackageState);
    }

    private static IEnumerable<PackageState> Merge(
        IReadOnlyList<PackageState> installed, IReadOnlyDictionary<string, NewerPackage> upgrades) =>
        installed.Select(p => upgrades.TryGetValue(p.Name, out var newer)
            ? p with { Candidate = newer.Candidate, Security = newer.Security } : p);

    private static ProgramCall Upgrades(AgentRoot root) => new("apt-get",
        ["--simulate", "-o", "Debug::NoLocking=1", "-o", "Dir::State::status=" + root.SystemPath("/var/lib/dpkg/status"), "dist-upgrade"],
        Environment: new Dictionary<string, string> { ["LC_ALL"] = "C" });

    private static CommandResult Failed(string program, int exitCode) =>
        CommandResult.Fail("package_manager_failed", $"{program} ended with exit code {exitCode}.", exitCode);
}
