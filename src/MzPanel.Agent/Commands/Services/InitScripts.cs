using System.Text.RegularExpressions;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Commands.Services;

/// <summary>Services as init scripts, by the <c>service</c> program; they keep no log of their own.</summary>
internal sealed partial class InitScripts(AgentRoot root) : IServiceManager
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute;

    public string Name => "sysvinit";

    public async Task<CommandResult> ListAsync(CommandContext context, CancellationToken cancelled)
    {
        // A script that knows no status is named on standard error, so the list of scripts completes the answer.
        var (exitCode, stdout) = await context.CaptureAsync(new ProgramCall("service", ["--status-all"]), cancelled);
        if (exitCode != 0)
            return CommandResult.Fail("service_manager_failed", $"service ended with exit code {exitCode}.", exitCode);
        var states = States(stdout);
        var services = Scripts().Select(name => new ServiceState(name, states.GetValueOrDefault(name, "unknown"), IsEnabled(name)));
        return CommandResult.Done([.. services], CommandsJson.Plain.IReadOnlyListServiceState);
    }

    public async Task<CommandResult> StatusAsync(CommandContext context, string service, CancellationToken cancelled)
    {
        var name = UnitTable.Short(service);
        if (!Scripts().Contains(name))
            return ServiceManagers.NotFound(service);
        var exitCode = await context.RunAsync(new ProgramCall("service", [name, "status"]), cancelled);
        return CommandResult.Done(new ServiceState(name, State(exitCode), IsEnabled(name)), CommandsJson.Plain.ServiceState);
    }

    public Task<CommandResult> LogsAsync(CommandContext context, string service, int lines, CancellationToken cancelled) =>
        Task.FromResult(CommandResult.Unsupported("Init scripts keep no log of their services; systemd's journal does not run on this VPS."));

    // The state before tells whether there is such a script; nothing else is ever started.
    public Task<CommandResult> ChangeAsync(CommandContext context, string service, ServiceVerb verb, CancellationToken cancelled) => ServiceChange.RunAsync(
        context, new ProgramCall("service", [UnitTable.Short(service), verb.ToString().ToLowerInvariant()]),
        () => StatusAsync(context, service, cancelled), cancelled);

    /// <summary>Lines of <c>service --status-all</c>: <c> [ + ]  name</c>.</summary>
    internal static Dictionary<string, string> States(string statusAll)
    {
        var states = new Dictionary<string, string>();
        foreach (Match line in StatusLine().Matches(statusAll))
            states[line.Groups["name"].Value] = line.Groups["mark"].Value switch { "+" => "active", "-" => "inactive", _ => "unknown" };
        return states;
    }

    // Exit codes of "status" in the Linux Standard Base.
    private static string State(int exitCode) => exitCode switch { 0 => "active", 1 or 2 => "failed", 3 => "inactive", _ => "unknown" };

    private List<string> Scripts() =>
        [.. Directory.EnumerateFiles(root.SystemPath("/etc/init.d"))
            .Where(file => (File.GetUnixFileMode(file) & Executable) != 0).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private bool IsEnabled(string name) => Enumerable.Range(2, 4).Select(level => root.SystemPath($"/etc/rc{level}.d"))
        .Any(level => Directory.Exists(level) && Directory.EnumerateFileSystemEntries(level, "S??" + name).Any());

    [GeneratedRegex(@"^ *\[ (?<mark>[-+?]) \] +(?<name>\S+) *$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex StatusLine();
}
