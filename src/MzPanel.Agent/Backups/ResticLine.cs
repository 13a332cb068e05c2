using System.Text.Json;

namespace MzPanel.Agent.Backups;

/// <summary>A line of restic that is meant for programs.</summary>
internal static class ResticLine
{
    /// <summary>The object that it is, or <see langword="null"/> for a line that is something else.</summary>
    public static JsonElement? Parse(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
