using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Agent.Processes;
using MzPanel.Protocol;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Jobs;

/// <summary>What a worker is to do (<c>command.json</c>); it holds secret arguments and goes away with the command's end.</summary>
internal sealed record JobSpec(string Ref, string JobId, string Kind, JsonElement Args, int TimeoutS, string Root);

/// <summary>How long a command may take over its end (<c>stop.json</c>).</summary>
internal sealed record JobStop(int GraceS);

/// <summary>How a command ended (<c>exit.json</c>).</summary>
internal sealed record JobExit(int ExitCode, string Outcome, long DurationMs, long LastSeq, JobError? Error = null, JsonElement? Result = null);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    MaxDepth = ProtocolLimits.JsonDepth * 2)]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobStop))]
[JsonSerializable(typeof(JobExit))]
[JsonSerializable(typeof(ProcessId))]
internal sealed partial class JobFilesJson : JsonSerializerContext;
