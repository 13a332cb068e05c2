using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Makes a database; one that is there is left as it is.</summary>
internal sealed class DatabaseCreateCommand(TimeProvider time) : DatabaseCommand(DatabaseCreate.Kind, time)
{
    protected override async Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled)
    {
        var name = job.Database();
        var exists = await job.Engine.HasAsync(name, cancelled);
        if (exists)
            job.Context.Log.Write(LogLine.Stdout, $"There is a database {name} already");
        await job.TakeAsync(await job.Engine.MakeAsync(name, exists, cancelled), cancelled);
        return job.Done(new DatabaseFacts { Name = name, Created = !exists });
    }
}
