using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Commands;

/// <summary>How a command ended; exit code 0 is success. A result over 32 KiB goes to the log by itself.</summary>
internal sealed record CommandResult(
    int ExitCode, JsonElement? Result = null, JobError? Error = null, string Outcome = JobOutcome.Exited)
{
    /// <summary>Success with a result.</summary>
    public static CommandResult Done<T>(T result, JsonTypeInfo<T> shape) => new(0, JsonSerializer.SerializeToElement(result, shape));

    /// <summary>Failure that the exit code alone does not explain.</summary>
    public static CommandResult Fail(string code, string message, int exitCode = 1) => new(exitCode, Error: new JobError(code, message));

    /// <summary>This VPS lacks what the kind needs.</summary>
    public static CommandResult Unsupported(string message) => Fail("unsupported", message);
}
