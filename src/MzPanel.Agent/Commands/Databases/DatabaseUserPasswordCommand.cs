using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Gives a user another password.</summary>
internal sealed class DatabaseUserPasswordCommand(TimeProvider time) : DatabaseCommand(DatabaseUserPassword.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var (user, chosen) = (job.User(), job.Context.Text("password"));
        if (!await job.Engine.HasUserAsync(user, cancelled))
            throw new SiteException("not_found", $"There is no user {user}.");
        var file = new PasswordFile(job.Context.Root, job.Engine, user);
        await job.TakeAsync(Steps(job, user, file, chosen), cancelled);
        return job.Done(new DatabaseFacts { User = user, PasswordFile = file.IsThere ? file.Path : null });
    }

    private static IEnumerable<Step> Steps(DatabaseJob job, string user, PasswordFile file, string? chosen)
    {
        var (password, before) = (chosen ?? Secret.New(), file.Read());
        yield return chosen is null ? Step.Of($"leave a password in {file.Path}", () => file.Leave(password), () => file.Restore(before))
            : Step.Of($"remove {file.Path}", () => file.Restore(null), () => file.Restore(before));
        yield return new Step($"give {user} the password", c => job.Engine.SetPasswordAsync(user, password, c));
    }
}
