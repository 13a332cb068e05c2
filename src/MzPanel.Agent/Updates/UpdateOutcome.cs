using MzPanel.Agent.Config;
using MzPanel.Agent.Events;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Updates;

/// <summary>The two ends of an update. Each may be come to again from any point where it was cut.</summary>
internal sealed class UpdateOutcome(UpdateFiles files, TimeProvider time)
{
    /// <summary>The control plane has welcomed the new program: it stays. False where that came too late.</summary>
    public bool Keep(PendingUpdate update)
    {
        if (files.Decide(UpdateFiles.Welcomed) != UpdateFiles.Welcomed)
            return false;
        EventDrop.Put(files.Root, update.Id, Event("agent.updated", EventSeverity.Info, $"The agent was updated from {update.From} to {update.To}."));
        files.Forget();
        return true;
    }

    /// <summary>The program before it comes back. False where the new one was welcomed just then.</summary>
    public bool Undo(PendingUpdate update, string why)
    {
        if (files.Decide(UpdateFiles.Failed) != UpdateFiles.Failed)
            return false;
        EventDrop.Put(files.Root, update.Id, Event("agent.update_failed", EventSeverity.Warning,
            $"The agent could not be updated from {update.From} to {update.To}: {why} {update.From} was put back."));
        if (File.Exists(files.Previous))
        {
            File.Move(files.Previous, files.Program, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(files.Program)!);
        }
        files.Forget();
        return true;
    }

    private AgentEvent Event(string name, string severity, string message) =>
        new() { Name = name, Severity = severity, Message = message, At = time.GetUtcNow().ToUnixTimeMilliseconds() };
}
