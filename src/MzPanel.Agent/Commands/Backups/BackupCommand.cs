using MzPanel.Agent.Backups;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Backups;

/// <summary>What the kinds of backups share: who this server is, repositories by their sealed credentials, refusals as errors.</summary>
internal abstract class BackupCommand(TimeProvider time, Func<double> random) : ICommand
{
    public abstract CommandKind Kind { get; }

    protected TimeProvider Time { get; } = time;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            Repository.WipeLeftOvers(context.Root);
            if (Kind.Lane == Lane.Mutating)
                BeforeRestore.Tell(context, Time);
            Restic.CheckInstalled();
            return await RunAsync(context, ConfigFile.Load(context.Root).ServerId, cancelled);
        }
        catch (BackupException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    protected abstract Task<CommandResult> RunAsync(CommandContext context, string serverId, CancellationToken cancelled);

    protected Restic Open(CommandContext context, Repository repository) => new(context, repository, Time, random);

    protected static Repository RepositoryOf(CommandContext context, string serverId, Destination destination) =>
        new(context.Root, serverId, destination, Credentials.Open(context.Root, destination.Sealed));

    protected static Destination OneDestination(CommandContext context) => Destination.Of(context.Args.GetProperty("destination"));

    /// <summary>Snapshots of this server, and of one plan where that is named.</summary>
    protected static async Task<IReadOnlyList<Snapshot>> SnapshotsAsync(Restic restic, string serverId, string? planId, CancellationToken cancelled)
    {
        await restic.CheckReachableAsync(cancelled);
        string[] tag = planId is null ? [] : ["--tag=" + Snapshot.TagOf(planId)];
        return Snapshot.ListOf(await restic.AskAsync(["snapshots", "--json", "--no-lock", "--host=" + serverId, .. tag], cancelled));
    }
}
