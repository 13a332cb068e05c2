using MzPanel.Protocol;
using MzPanel.Protocol.Logs;

namespace MzPanel.Silo.Agents;

/// <summary>What a <c>log</c> must be beyond its shape.</summary>
internal static class LogCheck
{
    public static string? Fault(LogBatch batch) =>
        !JobFrames.IsJobId(batch.JobId) ? "job_id names no job."
        : batch.Seq is < 1 or > ProtocolLimits.MaxEpoch ? "seq is out of range."
        : batch.Lines is null == batch.Gap is null ? "A log has either lines or a gap."
        : batch.Gap is < 1 or > ProtocolLimits.MaxEpoch ? "gap is out of range."
        : batch.Lines is { Count: 0 } ? "lines is empty."
        : batch.Lines?.Any(l => l.Stream is not (LogLine.Stdout or LogLine.Stderr)) == true ? "stream is stdout or stderr."
        : null;
}
