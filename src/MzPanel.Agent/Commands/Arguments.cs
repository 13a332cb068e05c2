using System.Text.Json;

namespace MzPanel.Agent.Commands;

/// <summary>Reads arguments that the kind's schema has already checked; an absent one and <c>null</c> are the same.</summary>
internal static class Arguments
{
    public static string? Text(this CommandContext context, string name) => context.Find(name)?.GetString();

    public static int? Number(this CommandContext context, string name) => context.Find(name)?.GetInt32();

    public static bool Flag(this CommandContext context, string name) => context.Find(name)?.GetBoolean() ?? false;

    public static IReadOnlyDictionary<string, string> Map(this CommandContext context, string name) =>
        context.Find(name)?.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!) ?? [];

    public static IReadOnlyList<string>? Texts(this CommandContext context, string name) =>
        context.Find(name) is { } list ? [.. list.EnumerateArray().Select(i => i.GetString()!)] : null;

    private static JsonElement? Find(this CommandContext context, string name) =>
        context.Args.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
