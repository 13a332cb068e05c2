using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Php;

/// <summary>Installs a version of PHP beside those that are there; apt tells its progress.</summary>
internal sealed class PhpInstallCommand(TimeProvider time) : ICommand
{
    private static readonly string[] Usual = ["mysql"];

    public CommandKind Kind => PhpInstall.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (PackageManagers.Name() != PackageManagers.Apt)
            return CommandResult.Unsupported("PHP is installed by apt, which this VPS does not have.");
        try
        {
            var version = context.Text("version")!;
            if ((await PhpPackages.ReadAsync(context, cancelled)).All(v => v.Version != version))
                return CommandResult.Fail("not_found", $"No archive that this VPS knows has PHP {version}: add one that has, run package.refresh, then this again.");
            string[] names = [PhpPackages.Manager(version), .. (context.Texts("extensions") ?? Usual).Prepend("cli").Distinct().Select(e => $"php{version}-{e}")];
            return context.Flag("dry_run") ? await TellAsync(context, names, cancelled) : await InstallAsync(context, names, cancelled);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    private async Task<CommandResult> InstallAsync(CommandContext context, string[] names, CancellationToken cancelled)
    {
        if (await new PackageLocks(context.Root, time).ReadyAsync(context, cancelled) is { } notReady)
            return notReady;
        var before = await InstalledAsync(context, cancelled);
        var exitCode = await context.RunAsync(Apt.Install(names, PackageLocks.Limit), new AptProgress(context.Log), cancelled);
        var fresh = (await InstalledAsync(context, cancelled)).Except(before).Order(StringComparer.Ordinal);
        var result = CommandResult.Done([.. fresh], CommandsJson.Plain.IReadOnlyListString);
        return exitCode == 0 ? result
            : result with { ExitCode = exitCode, Error = new JobError("package_manager_failed", $"apt-get ended with exit code {exitCode}; what was done stays.") };
    }

    // Inst NAME (VERSION …), or Inst NAME [OLD] (VERSION …).
    private static async Task<CommandResult> TellAsync(CommandContext context, string[] names, CancellationToken cancelled)
    {
        var (exitCode, said) = await context.CaptureAsync(Apt.InstallSimulation(names), cancelled);
        if (exitCode != 0)
            return CommandResult.Fail("package_manager_failed", $"apt-get ended with exit code {exitCode}.", exitCode);
        foreach (var line in said.Split('\n').Where(l => l.StartsWith("Inst ", StringComparison.Ordinal)))
            context.Log.Write(LogLine.Stdout, "Would install " + line.Split(' ')[1]);
        return new CommandResult(0);
    }

    private static async Task<HashSet<string>> InstalledAsync(CommandContext context, CancellationToken cancelled)
    {
        var (exitCode, said) = await context.CaptureAsync(Apt.Installed(context.Root), cancelled);
        return exitCode == 0 ? [.. DpkgTable.Parse(said).Select(p => p.Name)]
            : throw new SiteException("package_manager_failed", $"dpkg-query ended with exit code {exitCode}.");
    }
}
