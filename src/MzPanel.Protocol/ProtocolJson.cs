using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Logs;
using MzPanel.Protocol.Metrics;
using MzPanel.Protocol.Updates;

namespace MzPanel.Protocol;

/// <summary>Source-generated JSON of every message: no reflection, so the agent compiles ahead of time.</summary>
[JsonSourceGenerationOptions(
    // One way of writing each message, not a second and faster one beside it: the agent has to stay small (docs/performance.md).
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = ProtocolLimits.JsonDepth,
    Converters =
    [
        typeof(FiniteNumber), typeof(ListWithoutNulls<string>), typeof(ListWithoutNulls<HelloJob>), typeof(ListWithoutNulls<Resume>),
        typeof(ListWithoutNulls<DiskUsage>), typeof(ListWithoutNulls<HeartbeatJob>), typeof(ListWithoutNulls<LogLine>), typeof(ListWithoutNulls<Jwk>),
        typeof(ListWithoutNulls<UpdateProgram>),
    ])]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(GoAway))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(Cmd))]
[JsonSerializable(typeof(CmdClaims))]
[JsonSerializable(typeof(CmdAck))]
[JsonSerializable(typeof(CancelCommand))]
[JsonSerializable(typeof(JobDone))]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(LogBatch))]
[JsonSerializable(typeof(LogAck))]
[JsonSerializable(typeof(AgentEvent))]
[JsonSerializable(typeof(Ack))]
[JsonSerializable(typeof(ErrorNotice))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegisterReply))]
[JsonSerializable(typeof(TokenRotate))]
[JsonSerializable(typeof(KeysNotice))]
[JsonSerializable(typeof(KeyPair))]
[JsonSerializable(typeof(KeySet))]
[JsonSerializable(typeof(Jwk))]
[JsonSerializable(typeof(LicenseClaims))]
[JsonSerializable(typeof(UpdateManifest))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>Writes text as it is: a log line of accents should not grow six-fold, and nothing here is put into a page.</summary>
    internal static JsonWriterOptions Writer { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
