using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Data;
using MzPanel.Data.Events;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Events;

namespace MzPanel.Grains.Servers;

/// <summary>Events as the records keep them: what agents say, and what the control plane noticed about a server.</summary>
internal static class EventRows
{
    public static EventRow Of(ServerRow server, AgentEvent news, long now) =>
        Row(server, news.Name, news.Severity, news.Message, now) with
        {
            SubjectType = news.Subject?.Type,
            SubjectId = news.Subject?.Id,
            Data = news.Data is { ValueKind: not JsonValueKind.Null } data ? data.GetRawText() : null,
            At = news.At,
        };

    public static EventRow PossibleClone(ServerRow server, string address, long now) =>
        Row(server, "possible_clone", "warning", "The agent connected more than 6 times in 60 s: two machines may use its token.", now) with
        {
            Data = new JsonObject { ["address"] = address }.ToJsonString(),
        };

    public static EventRow Braked(ServerRow server, long now) => Row(server, "sweep.braked", "warning",
        "Many servers fell silent at once; they are marked offline slowly, in case the fault is ours.", now);

    private static EventRow Row(ServerRow server, string name, string severity, string message, long now) => new()
    {
        Id = RecordId.New("evt"),
        WorkspaceId = server.WorkspaceId,
        ServerId = server.Id,
        Name = name,
        Severity = severity,
        Message = message,
        At = now,
        ReceivedAt = now,
    };
}
