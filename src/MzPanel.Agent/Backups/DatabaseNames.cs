using System.Text.Json;
using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Backups;

/// <summary>Names of databases out of what an engine says, one JSON object a line.</summary>
internal static class DatabaseNames
{
    public static IEnumerable<string> Of(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize(line, CommandsJson.Plain.DatabaseSize)!.Name);
}
