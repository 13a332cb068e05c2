using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Commands.Services;

/// <summary>Finds the service manager that runs, which is not always the one that is installed: a container may have systemd's programs only.</summary>
internal static class ServiceManagers
{
    public static IServiceManager? Of(AgentRoot root) =>
        Directory.Exists(root.SystemPath("/run/systemd/system")) ? new Systemd()
        : Directory.Exists(root.SystemPath("/etc/init.d")) && ProgramFinder.Has("service") ? new InitScripts(root)
        : null;

    public static CommandResult None { get; } =
        CommandResult.Unsupported("Neither systemd nor init scripts run the services of this VPS.");

    public static CommandResult NotFound(string service) => CommandResult.Fail("not_found", $"There is no service {service}.", 4);
}
