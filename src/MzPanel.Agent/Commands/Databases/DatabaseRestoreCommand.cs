using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Puts a dump in the place of what a database holds, which is dumped first.</summary>
internal sealed class DatabaseRestoreCommand(TimeProvider time) : DatabaseCommand(DatabaseRestore.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var name = job.Database();
        var dump = job.Dumps.Find(name, job.Context.Text("dump"));
        var before = await job.Engine.HasAsync(name, cancelled) ? job.Dumps.NewOfBefore(name) : null;
        await job.TakeAsync(Steps(job, name, dump, before), cancelled);
        return job.Done(new DatabaseFacts { Name = name, Dump = dump, Before = before });
    }

    private static IEnumerable<Step> Steps(DatabaseJob job, string name, string dump, string? before)
    {
        if (before is not null)
            yield return new Step($"keep what {name} holds in {before}", c => job.Dumps.WriteAsync(name, before, c));
        foreach (var step in job.Engine.Restore(name, dump, before))
            yield return step;
    }
}
