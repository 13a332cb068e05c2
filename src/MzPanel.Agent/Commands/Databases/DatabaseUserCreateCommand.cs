using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Makes a user; one that is there is left as it is, the password too.</summary>
internal sealed class DatabaseUserCreateCommand(TimeProvider time) : DatabaseCommand(DatabaseUserCreate.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var user = job.User();
        var file = new PasswordFile(job.Context.Root, job.Engine, user);
        var exists = await job.Engine.HasUserAsync(user, cancelled);
        if (exists)
            job.Context.Log.Write(LogLine.Stdout, $"There is a user {user} already");
        else
            await job.TakeAsync(Steps(job, user, file, job.Context.Text("password")), cancelled);
        return job.Done(new DatabaseFacts { User = user, Created = !exists, PasswordFile = file.IsThere ? file.Path : null });
    }

    // The password is on disk before the server knows it: a user whom nobody can be would be worse than a file too many.
    private static IEnumerable<Step> Steps(DatabaseJob job, string user, PasswordFile file, string? chosen)
    {
        var password = chosen ?? Secret.New();
        yield return chosen is null ? Step.Of($"leave a password in {file.Path}", () => file.Leave(password), () => file.Restore(null))
            : Step.Of($"remove {file.Path}", () => file.Restore(null));
        yield return new Step($"make the user {user}", c => job.Engine.MakeUserAsync(user, password, c), c => job.Engine.RemoveUserAsync(user, c));
    }
}
