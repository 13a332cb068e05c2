using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Gives rights of a database, or takes them away.</summary>
internal sealed class DatabaseRightsCommand(CommandKind kind, bool grants, TimeProvider time) : DatabaseCommand(kind, time)
{
    private const string Usual = "all";

    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var (name, user) = (job.Database(), job.User());
        var rights = grants ? job.Context.Text("rights") ?? Usual : null;
        if (!await job.Engine.HasAsync(name, cancelled))
            throw new SiteException("not_found", $"There is no database {name}.");
        if (!await job.Engine.HasUserAsync(user, cancelled))
            throw new SiteException("not_found", $"There is no user {user}.");
        await job.TakeAsync([new Step(
            rights is null ? $"take all rights of {name} from {user}" : $"give {user} the rights {rights} of {name}", c => job.Engine.GrantAsync(name, user, rights, c))], cancelled);
        return job.Done(new DatabaseFacts { Name = name, User = user });
    }
}
