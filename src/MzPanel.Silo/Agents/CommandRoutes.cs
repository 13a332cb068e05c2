using System.Text.Json;

namespace MzPanel.Silo.Agents;

/// <summary>
/// Which job a command belongs to: a <c>cmd_ack</c> names only its command, and a <c>job_done</c> that answers a <c>cancel</c>
/// may come from an agent that never saw the job. Learnt from the <c>cmd</c> frames that pass, else asked of the records.
/// </summary>
internal sealed class CommandRoutes(string serverId, JobOfCommand jobOf)
{
    private const int Most = 64;
    private readonly Dictionary<string, string> routes = [];
    private readonly Lock gate = new();

    /// <summary>Looks at a frame on its way out.</summary>
    public void Learn(ReadOnlySpan<byte> frame)
    {
        if (Read(frame) is not var (commandId, jobId))
            return;
        lock (gate)
        {
            if (routes.Count >= Most)
                routes.Clear();
            routes[commandId] = jobId;
        }
    }

    /// <summary>The job of a command of this server, or <see langword="null"/> where there is none.</summary>
    public async ValueTask<string?> FindAsync(string commandId)
    {
        lock (gate)
            if (routes.TryGetValue(commandId, out var jobId))
                return jobId;
        return await jobOf(serverId, commandId);
    }

    private static (string CommandId, string JobId)? Read(ReadOnlySpan<byte> frame)
    {
        var json = new Utf8JsonReader(frame);
        string? id = null;
        // The writer puts the type before the payload and the job first in it: a glance is enough, most frames end at the type.
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            var (isId, isType, isJob) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("type"u8), json.ValueTextEquals("job_id"u8));
            if (!json.Read() || (isType && !json.ValueTextEquals("cmd"u8)))
                return null;
            if (isId)
                id ??= json.GetString();
            if (isJob && id is not null && json.GetString() is { } jobId)
                return (id, jobId);
        }
        return null;
    }
}
