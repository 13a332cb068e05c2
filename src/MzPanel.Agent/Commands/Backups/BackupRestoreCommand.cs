using System.Text.Json;
using MzPanel.Agent.Backups;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Backups;

/// <summary>Brings back what a snapshot of a plan holds, by restic, which then reads what it wrote again and compares.</summary>
internal sealed class BackupRestoreCommand(TimeProvider time, Func<double> random) : BackupCommand(time, random)
{
    public override CommandKind Kind => BackupRestore.Kind;

    protected override async Task<CommandResult> RunAsync(CommandContext context, string serverId, CancellationToken cancelled)
    {
        using var repository = RepositoryOf(context, serverId, OneDestination(context));
        var restic = Open(context, repository);
        var (planId, asked) = (context.Text("plan_id")!, context.Text("snapshot")!);
        var snapshot = (await SnapshotsAsync(restic, serverId, planId, cancelled)).FirstOrDefault(s => s.Id.StartsWith(asked, StringComparison.Ordinal))
            ?? throw new BackupException(BackupException.NotFound, $"There is no snapshot {asked} of the plan {planId} at the destination.");
        DatabaseRef? database = context.Args.TryGetProperty("database", out var said) && said.ValueKind == JsonValueKind.Object ? DatabaseRef.Of(said) : null;
        var target = context.Text("target") is { } folder && folder != BackupArgs.InPlace ? RestoreFolder.Find(context.Root.Resolve(folder)) : null;
        var work = new SnapshotRestore(context, restic, snapshot, Time);
        var wanted = database is null ? [.. (context.Texts("include") ?? []).Select(context.Root.Resolve)] : new[] { $"{DatabaseDumps.FolderOf(context.Root)}/{database.File}" };
        var found = await work.CountAsync(wanted, database is null ? target : target ?? work.Bringing, cancelled);
        if (found.Files == 0)
            throw new BackupException(BackupException.NotFound, $"The snapshot {snapshot.Id} holds nothing of what is asked for.");
        if (context.Flag("dry_run"))
            context.Log.Write(LogLine.Stdout, $"Would bring back {found.Files} files, {found.Bytes} bytes, {(database is null ? "to" : $"for {database}, to")} {target ?? "where they were"}");
        else if (database is not null)
            await work.DatabaseAsync(database, wanted[0], target, cancelled);
        else
            await work.FilesAsync(wanted, target, cancelled);
        return CommandResult.Done(found, CommandsJson.Plain.RestoreResult);
    }
}
