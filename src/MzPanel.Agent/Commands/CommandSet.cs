using MzPanel.Agent.Commands.Backups;
using MzPanel.Agent.Commands.Cron;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Commands.Docker;
using MzPanel.Agent.Commands.Firewall;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Commands.Php;
using MzPanel.Agent.Commands.Services;
using MzPanel.Agent.Commands.Sites;
using MzPanel.Agent.Firewall;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands;

/// <summary>Every kind this agent runs; a new kind is a new file and a line here.</summary>
internal static class CommandSet
{
    private static readonly Random Chance = new();

    public static IReadOnlyList<ICommand> All { get; } =
    [
        new SystemInfoCommand(),
        new ShellRunCommand(),
        new ServiceListCommand(),
        new ServiceStatusCommand(),
        new ServiceChangeCommand(ServiceStart.Kind, ServiceVerb.Start),
        new ServiceChangeCommand(ServiceStop.Kind, ServiceVerb.Stop),
        new ServiceChangeCommand(ServiceRestart.Kind, ServiceVerb.Restart),
        new ServiceChangeCommand(ServiceReload.Kind, ServiceVerb.Reload),
        new ServiceLogsCommand(),
        new PackageListCommand(),
        new PackageRefreshCommand(TimeProvider.System),
        new PackageUpgradeCommand(TimeProvider.System),
        new DatabaseListCommand(TimeProvider.System),
        new DatabaseCreateCommand(TimeProvider.System),
        new DatabaseDropCommand(TimeProvider.System),
        new DatabaseDumpCommand(TimeProvider.System),
        new DatabaseRestoreCommand(TimeProvider.System),
        new DatabaseUsersCommand(TimeProvider.System),
        new DatabaseUserCreateCommand(TimeProvider.System),
        new DatabaseUserPasswordCommand(TimeProvider.System),
        new DatabaseUserDropCommand(TimeProvider.System),
        new DatabaseRightsCommand(DatabaseGrant.Kind, grants: true, TimeProvider.System),
        new DatabaseRightsCommand(DatabaseRevoke.Kind, grants: false, TimeProvider.System),
        new PhpListCommand(),
        new PhpInstallCommand(TimeProvider.System),
        new DockerListCommand(),
        new DockerUpCommand(TimeProvider.System),
        DockerStackCommand.Down,
        DockerStackCommand.Logs,
        DockerStackCommand.Pull,
        new CronListCommand(),
        new CronSetCommand(CronSet.Kind, TimeProvider.System),
        new CronSetCommand(CronShell.Kind, TimeProvider.System),
        new CronDeleteCommand(CronDelete.Kind, TimeProvider.System),
        new CronDeleteCommand(CronShellDelete.Kind, TimeProvider.System),
        new FirewallListCommand(TimeProvider.System),
        new FirewallRuleCommand(FirewallAllow.Kind, FirewallRule.Allow, TimeProvider.System),
        new FirewallRuleCommand(FirewallDeny.Kind, FirewallRule.Deny, TimeProvider.System),
        new FirewallRuleCommand(FirewallLimit.Kind, FirewallRule.Limit, TimeProvider.System),
        new FirewallRemoveCommand(TimeProvider.System),
        new FirewallPolicyCommand(TimeProvider.System),
        new SiteCreateCommand(TimeProvider.System),
        new SiteUpdateCommand(TimeProvider.System),
        new SiteSslCommand(TimeProvider.System),
        new SiteSwitchCommand(SiteEnable.Kind, enabled: true, TimeProvider.System),
        new SiteSwitchCommand(SiteDisable.Kind, enabled: false, TimeProvider.System),
        new SiteDeleteCommand(TimeProvider.System),
        new SiteListCommand(),
        new BackupRunCommand(TimeProvider.System, Chance.NextDouble),
        new BackupRestoreCommand(TimeProvider.System, Chance.NextDouble),
        new BackupCheckCommand(TimeProvider.System, Chance.NextDouble),
        new BackupListCommand(TimeProvider.System, Chance.NextDouble),
        new BackupForgetCommand(TimeProvider.System, Chance.NextDouble),
        new AgentUpdateCommand(TimeProvider.System, Chance),
    ];

    public static ICommand? Find(string kind) => All.FirstOrDefault(c => c.Kind.Name == kind);
}
