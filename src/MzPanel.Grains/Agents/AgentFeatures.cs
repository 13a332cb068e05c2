using System.Text.Json;

namespace MzPanel.Grains.Agents;

/// <summary>Features as the session's record keeps them: a JSON list.</summary>
internal static class AgentFeatures
{
    public static bool Has(string json, string feature)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Array
            && document.RootElement.EnumerateArray().Any(f => f.ValueKind == JsonValueKind.String && f.ValueEquals(feature));
    }
}
