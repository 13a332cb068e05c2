using System.Text.Json;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Commands;

/// <summary>How a command ended; exit code 0 is success. A result over 32 KiB goes to the log by itself.</summary>
internal sealed record CommandResult(
    int ExitCode, JsonElement? Result = null, JobError? Error = null, string Outcome = JobOutcome.Exited);
