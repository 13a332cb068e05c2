namespace MzPanel.Agent.Commands;

/// <summary>Every kind this agent runs; a new kind is a new file and a line here.</summary>
internal static class CommandSet
{
    public static IReadOnlyList<ICommand> All { get; } =
    [
        new SystemInfoCommand(),
        new ShellRunCommand(),
        new ServiceListCommand(),
        new ServiceStatusCommand(),
        new ServiceLogsCommand(),
        new PackageListCommand(),
    ];

    public static ICommand? Find(string kind) => All.FirstOrDefault(c => c.Kind.Name == kind);
}
