using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Fetches the lists of packages; apt says line by line what it fetches.</summary>
internal sealed class PackageRefreshCommand(TimeProvider time) : ICommand
{
    public CommandKind Kind => PackageRefresh.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (PackageManagers.Name() != PackageManagers.Apt)
            return CommandResult.Unsupported("Lists of packages are fetched by apt, which this VPS does not have.");
        if (context.Flag("dry_run"))
        {
            context.Log.Write(LogLine.Stdout, "Would run apt-get update, which fetches:");
            return Result(await context.RunAsync(Apt.UpdateSources, cancelled));
        }
        return await new PackageLocks(context.Root, time).WaitAsync(context, cancelled) is { } held ? held
            : Result(await context.RunAsync(Apt.Update, cancelled));
    }

    private static CommandResult Result(int exitCode) => exitCode == 0 ? new CommandResult(0)
        : CommandResult.Fail("package_manager_failed", $"apt-get ended with exit code {exitCode}.", exitCode);
}
