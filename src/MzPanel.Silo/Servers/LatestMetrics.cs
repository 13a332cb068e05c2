using System.Text;
using System.Text.Json;
using MzPanel.Protocol;

namespace MzPanel.Silo.Servers;

/// <summary>A heartbeat as the API shows it: the members we know, without the commands of the moment, which are jobs here.</summary>
internal static class LatestMetrics
{
    public static JsonElement? Of(string? heartbeat) => heartbeat is null ? null : Of(Encoding.UTF8.GetBytes(heartbeat));

    public static JsonElement? Of(byte[]? heartbeat)
    {
        if (heartbeat is null)
            return null;
        try
        {
            var known = JsonSerializer.Deserialize(heartbeat, ProtocolJson.Default.Heartbeat);
            return known is null ? null : JsonSerializer.SerializeToElement(known with { Jobs = null }, ProtocolJson.Default.Heartbeat);
        }
        catch (JsonException)
        {
            // An agent's own idea of a heartbeat is a sign of life and no more.
            return null;
        }
    }
}
