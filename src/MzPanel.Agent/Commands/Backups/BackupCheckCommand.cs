using System.Globalization;
using MzPanel.Agent.Backups;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Backups;

/// <summary>Has restic check the repository of this server at a destination.</summary>
internal sealed class BackupCheckCommand(TimeProvider time, Func<double> random) : BackupCommand(time, random)
{
    private const int MostErrors = 20;

    public override CommandKind Kind => BackupCheck.Kind;

    protected override async Task<CommandResult> RunAsync(CommandContext context, string serverId, CancellationToken cancelled)
    {
        var destination = OneDestination(context);
        using var repository = RepositoryOf(context, serverId, destination);
        if (context.Flag("dry_run"))
        {
            context.Log.Write(LogLine.Stdout, $"Would check the repository at {destination.Described}");
            return new CommandResult(0);
        }
        var restic = Open(context, repository);
        await restic.CheckReachableAsync(cancelled);
        string[] data = context.Number("read_data_percent") is { } part ? [string.Create(CultureInfo.InvariantCulture, $"--read-data-subset={part}%")] : [];
        try
        {
            await restic.RunAsync(["check", .. data], line => context.Log.Write(LogLine.Stdout, line), cancelled);
            return CommandResult.Done(new CheckResult(true, []), CommandsJson.Plain.CheckResult);
        }
        catch (BackupException e) when (e.Code == BackupException.Failed && restic.Complaints.Count > 0)
        {
            var found = CommandResult.Done(new CheckResult(false, [.. restic.Complaints.TakeLast(MostErrors)]), CommandsJson.Plain.CheckResult);
            return found with { ExitCode = 1, Error = new JobError("repository_damaged", $"The repository at {destination.Described} is not whole; what restic found is in the log.") };
        }
    }
}
