using System.Text.Json;

namespace MzPanel.Silo.Http;

/// <summary>JSON kept as text in the records on its way to the wire.</summary>
internal static class ApiDocument
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    public static JsonElement Of(string json)
    {
        using var document = JsonDocument.Parse(json, Deep);
        return document.RootElement.Clone();
    }

    public static JsonElement? OfOptional(string? json) => json is null ? null : Of(json);
}
