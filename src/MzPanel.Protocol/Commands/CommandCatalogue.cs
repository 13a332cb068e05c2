namespace MzPanel.Protocol.Commands;

/// <summary>Every command kind of MzPanel; a foreign agent may offer more in <c>hello.kinds</c>.</summary>
public static class CommandCatalogue
{
    /// <summary>All kinds, in the order of commands.md.</summary>
    public static IReadOnlyList<CommandKind> All { get; } =
    [
        SystemInfo.Kind, ShellRun.Kind,
        ServiceList.Kind, ServiceStatus.Kind, ServiceStart.Kind, ServiceStop.Kind, ServiceRestart.Kind, ServiceReload.Kind, ServiceLogs.Kind,
        PackageList.Kind, PackageRefresh.Kind, PackageUpgrade.Kind,
        DatabaseList.Kind, CronList.Kind, FirewallList.Kind,
        DatabaseCreate.Kind, DatabaseDrop.Kind, DatabaseDump.Kind, DatabaseRestore.Kind,
        DatabaseUsers.Kind, DatabaseUserCreate.Kind, DatabaseUserPassword.Kind, DatabaseUserDrop.Kind, DatabaseGrant.Kind, DatabaseRevoke.Kind,
        CronSet.Kind, CronShell.Kind, CronDelete.Kind, CronShellDelete.Kind,
        FirewallAllow.Kind, FirewallDeny.Kind, FirewallLimit.Kind, FirewallRemove.Kind, FirewallPolicy.Kind,
        PhpList.Kind, PhpInstall.Kind,
        DockerList.Kind, DockerUp.Kind, DockerDown.Kind, DockerLogs.Kind, DockerPull.Kind,
        SiteCreate.Kind, SiteUpdate.Kind, SiteSsl.Kind, SiteEnable.Kind, SiteDisable.Kind, SiteDelete.Kind, SiteList.Kind,
        BackupRun.Kind, BackupRestore.Kind, BackupCheck.Kind, BackupList.Kind, BackupForget.Kind,
        AgentUpdate.Kind,
    ];

    private static readonly Dictionary<string, CommandKind> ByName = All.ToDictionary(k => k.Name);

    /// <summary>The kind of that name, or <see langword="null"/>.</summary>
    public static CommandKind? Find(string name) => ByName.GetValueOrDefault(name);
}
