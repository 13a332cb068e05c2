using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Backups;

/// <summary>Removes snapshots of a plan, after a look that they are the plan's.</summary>
internal sealed class BackupForgetCommand(TimeProvider time, Func<double> random) : BackupCommand(time, random)
{
    public override CommandKind Kind => BackupForget.Kind;

    protected override async Task<CommandResult> RunAsync(CommandContext context, string serverId, CancellationToken cancelled)
    {
        using var repository = RepositoryOf(context, serverId, OneDestination(context));
        var restic = Open(context, repository);
        var (planId, asked) = (context.Text("plan_id")!, context.Texts("snapshots")!);
        var there = (await SnapshotsAsync(restic, serverId, null, cancelled)).Where(s => asked.Any(a => s.Id.StartsWith(a, StringComparison.Ordinal))).ToList();
        if (there.FirstOrDefault(s => s.PlanId != planId) is { } other)
            return CommandResult.Fail("bad_args", $"args.snapshots: {other.Id} is not a snapshot of the plan {planId}.");
        foreach (var snapshot in there)
            context.Log.Write(LogLine.Stdout, $"{(context.Flag("dry_run") ? "Would remove" : "Removing")} {snapshot.Id}");
        if (there.Count > 0 && !context.Flag("dry_run"))
            await restic.RunAsync(["forget", "--prune", "--", .. there.Select(s => s.Id)], line => context.Log.Write(LogLine.Stdout, line), cancelled);
        return new CommandResult(0);
    }
}
