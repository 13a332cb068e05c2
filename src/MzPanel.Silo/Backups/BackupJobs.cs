using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Backups;

/// <summary>Has a server do something about its backups at once.</summary>
internal sealed class BackupJobs(AgentKinds kinds, JobMaker maker, JobSubmission submission)
{
    /// <param name="kind">What to do.</param>
    /// <param name="server">Who.</param>
    /// <param name="args">Arguments; refused naming the fields of the request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="idempotency">The answer to keep.</param>
    public async Task<IResult> AcceptAsync(CommandKind kind, ServerRow server, JsonObject args, CallerIdentity caller, Idempotency idempotency)
    {
        var asked = JsonSerializer.SerializeToElement(args);
        PlanArgs.Check(kind, asked);
        await kinds.RequireAsync(kind, server.Id);
        var request = new JobRequest { Kind = kind.Name, Args = asked };
        return await submission.AcceptAsync(maker.Make(request, kind, server, caller), idempotency);
    }
}
