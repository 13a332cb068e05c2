using System.Text.Json.Serialization.Metadata;

namespace MzPanel.Agent.Link;

/// <summary>Where control messages go. Without a welcomed connection they are dropped: the journal sends them again.</summary>
internal interface IOutbox
{
    void Post<T>(string id, string type, string? @ref, T payload, JsonTypeInfo<T> shape);
}

/// <summary>Messages whose id nobody asks for again.</summary>
internal static class OutboxMessages
{
    public static void Post<T>(this IOutbox outbox, string type, string? @ref, T payload, JsonTypeInfo<T> shape) =>
        outbox.Post(Guid.NewGuid().ToString(), type, @ref, payload, shape);
}
