using System.Text.Json.Serialization;
using MzPanel.Protocol;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Journal;

/// <summary>One line of the journal. <c>At</c> is unix ms by the VPS's clock; it only decides when an entry is thrown away.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(JournalOpened), "opened")]
[JsonDerivedType(typeof(Welcomed), "welcomed")]
[JsonDerivedType(typeof(CommandAccepted), "accepted")]
[JsonDerivedType(typeof(CommandRefused), "refused")]
[JsonDerivedType(typeof(CommandStarted), "started")]
[JsonDerivedType(typeof(CancelAsked), "cancel")]
[JsonDerivedType(typeof(CommandDone), "done")]
[JsonDerivedType(typeof(DoneAcked), "acked")]
[JsonDerivedType(typeof(LogSettled), "log_settled")]
[JsonDerivedType(typeof(EventStored), "event")]
[JsonDerivedType(typeof(EventAcked), "event_acked")]
internal abstract record JournalRecord;

/// <summary>First record: another id means a re-imaged VPS.</summary>
internal sealed record JournalOpened(string JournalId) : JournalRecord;

/// <summary>Last epoch the agent was welcomed with.</summary>
internal sealed record Welcomed(long Epoch) : JournalRecord;

/// <summary>The agent answers for the command from here on.</summary>
internal sealed record CommandAccepted(string Ref, string JobId, string Kind, int TimeoutS) : JournalRecord;

/// <summary>Refused for good: a copy that comes later is refused with the same word, whatever has changed since.</summary>
internal sealed record CommandRefused(string Ref, string Code, string Message, long At) : JournalRecord;

/// <summary>From here on the command may have run: it is never started again.</summary>
internal sealed record CommandStarted(string Ref) : JournalRecord;

/// <summary>Somebody wants the command stopped.</summary>
internal sealed record CancelAsked(string Ref, int GraceS) : JournalRecord;

/// <summary>The command ended; <c>MessageId</c> is the id of its <c>job_done</c> for ever.</summary>
internal sealed record CommandDone(string Ref, string MessageId, JobDone Report) : JournalRecord;

/// <summary>The control plane holds the result.</summary>
internal sealed record DoneAcked(string Ref, long At) : JournalRecord;

/// <summary>The control plane holds every line, or wants no more of them.</summary>
internal sealed record LogSettled(string Ref, long At) : JournalRecord;

/// <summary>An event waits for its <c>ack</c>.</summary>
internal sealed record EventStored(string Id, AgentEvent Event) : JournalRecord;

/// <summary>The control plane holds the event, or it was given up for newer ones.</summary>
internal sealed record EventAcked(string Id) : JournalRecord;

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = ProtocolLimits.JsonDepth * 2)]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
