using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Backups;

/// <summary>What a plan's run at one destination tells the control plane out of band.</summary>
internal static class BackupEvent
{
    public static AgentEvent Of(string planId, DestinationResult result, string where, TimeProvider time) => new()
    {
        Name = result.Error is null ? "backup.done" : "backup.failed",
        Severity = result.Error is null ? EventSeverity.Info : EventSeverity.Warning,
        Subject = new EventSubject { Type = "plan", Id = planId },
        Message = result.Error is { } error ? $"The backup to {where} failed: {error.Message}" : $"The backup to {where} is done.",
        Data = JsonSerializer.SerializeToElement(result with { Kept = null }, CommandsJson.Plain.DestinationResult),
        At = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}
