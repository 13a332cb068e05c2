using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Protocol;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Events;

/// <summary>
/// Where other processes of the agent leave events for the daemon, whether it runs or not: a file each, named by the event's id,
/// so that one that is collected twice is the same event.
/// </summary>
internal static class EventDrop
{
    public static void Put(AgentRoot root, AgentEvent happened) => Put(root, Guid.NewGuid().ToString(), happened);

    /// <summary>Under an id of its own: put twice it is one event.</summary>
    public static void Put(AgentRoot root, string id, AgentEvent happened) => PrivateFile.Write(
        $"{DirectoryOf(root)}/{id}.json", JsonSerializer.SerializeToUtf8Bytes(happened, ProtocolJson.Default.AgentEvent));

    /// <summary>Hands them over, oldest first; each is gone once <paramref name="take"/> has returned.</summary>
    public static void Collect(AgentRoot root, Action<string, AgentEvent> take)
    {
        if (!Directory.Exists(DirectoryOf(root)))
            return;
        foreach (var file in Directory.EnumerateFiles(DirectoryOf(root), "*.json").OrderBy(File.GetLastWriteTimeUtc).ToList())
        {
            if (Read(file) is { } happened)
                take(Path.GetFileNameWithoutExtension(file), happened);
            File.Delete(file);
        }
    }

    private static AgentEvent? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ProtocolJson.Default.AgentEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string DirectoryOf(AgentRoot root) => Path.Combine(root.StateDirectory, "events");
}
