using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Dumps a database into a file of root's; a site's too.</summary>
internal sealed class DatabaseDumpCommand(TimeProvider time) : DatabaseCommand(DatabaseDump.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var name = Reserved.Readable(job.Context.Text("name")!);
        if (!await job.Engine.HasAsync(name, cancelled))
            throw new SiteException("not_found", $"There is no database {name}.");
        var dump = job.Dumps.New(name);
        await job.TakeAsync([new Step($"write what {name} holds into {dump}", c => job.Dumps.WriteAsync(name, dump, c))], cancelled);
        return job.Done(new DatabaseFacts { Name = name, Dump = dump, DumpBytes = job.DryRun ? null : new FileInfo(dump).Length });
    }
}
