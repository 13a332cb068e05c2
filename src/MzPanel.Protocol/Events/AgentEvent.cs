using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Events;

/// <summary>Something happened on the VPS out of band (agent-protocol.md, section 4).</summary>
public sealed record AgentEvent
{
    /// <summary>For example <c>service.down</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What it is about.</summary>
    public EventSubject? Subject { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>More, for programs.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>When it happened, unix ms by the VPS's clock.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public required long At { get; init; }
}

/// <summary>What an event is about.</summary>
public sealed record EventSubject
{
    /// <summary>For example <c>site</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }
}
