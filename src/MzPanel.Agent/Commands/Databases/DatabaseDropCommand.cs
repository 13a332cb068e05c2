using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Drops a database after a dump of it; one that is not there is no fault.</summary>
internal sealed class DatabaseDropCommand(TimeProvider time) : DatabaseCommand(DatabaseDrop.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var name = job.Database();
        var dump = await job.Engine.HasAsync(name, cancelled) ? job.Dumps.New(name) : null;
        if (dump is null)
            job.Context.Log.Write(LogLine.Stdout, $"There is no database {name}");
        await job.TakeAsync(Steps(job, name, dump), cancelled);
        return job.Done(new DatabaseFacts { Name = name, Dump = dump, DumpBytes = job.DryRun || dump is null ? null : new FileInfo(dump).Length });
    }

    // What a run that was killed has left of one goes too.
    private static IEnumerable<Step> Steps(DatabaseJob job, string name, string? dump)
    {
        if (dump is not null)
            yield return new Step($"keep what {name} holds in {dump}", c => job.Dumps.WriteAsync(name, dump, c));
        yield return new Step($"drop the database {name} and all rights of it", c => job.Engine.RemoveAsync(name, c));
    }
}
