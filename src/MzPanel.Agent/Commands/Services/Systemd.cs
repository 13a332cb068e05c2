using System.Globalization;

namespace MzPanel.Agent.Commands.Services;

/// <summary>Services under systemd.</summary>
internal sealed class Systemd : IServiceManager
{
    public string Name => "systemd";

    public async Task<CommandResult> ListAsync(CommandContext context, CancellationToken cancelled)
    {
        var files = await context.CaptureAsync(
            Systemctl("list-unit-files", "--type=service", "--no-legend", "--no-pager"), cancelled);
        var loaded = await context.CaptureAsync(
            Systemctl("show", "--all", "--no-pager", UnitTable.Properties, "--", "*" + UnitTable.Suffix), cancelled);
        if (files.ExitCode != 0 || loaded.ExitCode != 0)
            return Failed(files.ExitCode != 0 ? files.ExitCode : loaded.ExitCode);
        var services = new SortedDictionary<string, ServiceState>(StringComparer.Ordinal);
        foreach (var service in UnitTable.Files(files.Stdout).Concat(UnitTable.Loaded(loaded.Stdout)))
            services[service.Name] = service;
        return CommandResult.Done([.. services.Values], CommandsJson.Plain.IReadOnlyListServiceState);
    }

    public async Task<CommandResult> StatusAsync(CommandContext context, string service, CancellationToken cancelled)
    {
        var (exitCode, stdout) = await context.CaptureAsync(
            Systemctl("show", "--no-pager", UnitTable.Properties, "--", Unit(service)), cancelled);
        if (exitCode != 0)
            return Failed(exitCode);
        return UnitTable.Loaded(stdout) is [var state, ..]
            ? CommandResult.Done(state, CommandsJson.Plain.ServiceState) : ServiceManagers.NotFound(service);
    }

    public async Task<CommandResult> LogsAsync(CommandContext context, string service, int lines, CancellationToken cancelled) =>
        new(await context.RunAsync(new ProgramCall("journalctl",
            ["--unit=" + Unit(service), "--lines=" + lines.ToString(CultureInfo.InvariantCulture), "--no-pager", "--quiet", "--output=short-iso"]),
            cancelled));

    public Task<CommandResult> ChangeAsync(CommandContext context, string service, ServiceVerb verb, CancellationToken cancelled) => ServiceChange.RunAsync(
        context, Systemctl(Word(verb), "--no-ask-password", "--", Unit(service)), () => StatusAsync(context, service, cancelled), cancelled);

    private static string Word(ServiceVerb verb) => verb.ToString().ToLowerInvariant();

    private static string Unit(string service) => UnitTable.Short(service) + UnitTable.Suffix;

    private static ProgramCall Systemctl(params string[] arguments) => new("systemctl", arguments);

    private static CommandResult Failed(int exitCode) =>
        CommandResult.Fail("service_manager_failed", $"systemctl ended with exit code {exitCode}.", exitCode);
}
