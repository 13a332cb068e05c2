using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Drops a user; one that is not there is no fault.</summary>
internal sealed class DatabaseUserDropCommand(TimeProvider time) : DatabaseCommand(DatabaseUserDrop.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var user = job.User();
        var file = new PasswordFile(job.Context.Root, job.Engine, user);
        var steps = new List<Step> { Step.Of($"remove {file.Path}", () => file.Restore(null)) };
        if (await job.Engine.HasUserAsync(user, cancelled))
            steps.Insert(0, new Step($"drop the user {user}", c => job.Engine.RemoveUserAsync(user, c)));
        else
            job.Context.Log.Write(LogLine.Stdout, $"There is no user {user}");
        await job.TakeAsync(steps, cancelled);
        return job.Done(new DatabaseFacts { User = user });
    }
}
