using System.Text;
using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains.License;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;

namespace MzPanel.Grains.Jobs;

/// <summary>Makes the <c>cmd</c> envelope of a job's attempt: the same id each time, signed anew (agent-protocol.md, section 4).</summary>
public sealed class CommandFrames(KeyRing keys, MasterKey master, TimeProvider time)
{
    private static readonly TimeSpan ExpiryGrace = TimeSpan.FromHours(1);

    internal ValueTask<byte[]> OfAsync(JobRow job)
    {
        var args = job.SealedArgs is { } box ? master.Open(box, SealedWith(job.Id)) : Encoding.UTF8.GetBytes(job.Args);
        using var document = JsonDocument.Parse(args);
        return OfAsync(job.ServerId, job.CommandId!, new Cmd
        {
            JobId = job.Id,
            Attempt = job.Attempt,
            Epoch = job.Epoch,
            Kind = job.Kind,
            Args = document.RootElement.Clone(),
            TimeoutS = job.TimeoutS,
            ExpiresAt = job.QueueDeadline + (long)ExpiryGrace.TotalMilliseconds,
            Jws = "",
        });
    }

    internal async ValueTask<byte[]> OfAsync(string serverId, string commandId, Cmd cmd)
    {
        var claims = new CmdClaims
        {
            ServerId = serverId,
            CmdId = commandId,
            JobId = cmd.JobId,
            Attempt = cmd.Attempt,
            Kind = cmd.Kind,
            Args = cmd.Args,
            TimeoutS = cmd.TimeoutS,
            Exp = cmd.ExpiresAt / 1000,
        };
        var signed = cmd with { Jws = await keys.SignAsync(claims, ProtocolJson.Default.CmdClaims, Jws.CommandType) };
        return EnvelopeWriter.Write(commandId, time.GetUtcNow().ToUnixTimeMilliseconds(), MessageType.Cmd, null, signed, ProtocolJson.Default.Cmd);
    }

    /// <summary>Associated data of a job's sealed arguments: a box moved to another row does not open.</summary>
    public static string SealedWith(string jobId) => "job-args:" + jobId;
}
