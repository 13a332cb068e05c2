using System.Text.Json;

namespace MzPanel.Protocol.Tests.Commands;

internal static class Args
{
    public static JsonElement Of(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>An object with one text member.</summary>
    public static JsonElement Text(string name, string value) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string> { [name] = value });
}
