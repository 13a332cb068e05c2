using MzPanel.Agent.Backups;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Backups;

/// <summary>Snapshots of this server at a destination.</summary>
internal sealed class BackupListCommand(TimeProvider time, Func<double> random) : BackupCommand(time, random)
{
    public override CommandKind Kind => BackupList.Kind;

    protected override async Task<CommandResult> RunAsync(CommandContext context, string serverId, CancellationToken cancelled)
    {
        using var repository = RepositoryOf(context, serverId, OneDestination(context));
        var snapshots = await SnapshotsAsync(Open(context, repository), serverId, context.Text("plan_id"), cancelled);
        return CommandResult.Done(new SnapshotList([.. snapshots.Select(s => new SnapshotFacts(s.Id, s.PlanId, s.TakenAt, s.Paths))]), CommandsJson.Plain.SnapshotList);
    }
}
