using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using FluentValidation;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>
/// Reads what a caller sent into <typeparamref name="T"/>, or refuses naming every field at fault: bad syntax and duplicate
/// keys are 400, members unknown or of a wrong type and whatever the validator says are 422.
/// </summary>
internal static class StrictJson<T> where T : class
{
    private static readonly JsonDocumentOptions Syntax = new() { MaxDepth = ApiJson.Depth, AllowDuplicateProperties = false };

    public static T Read(ReadOnlyMemory<byte> utf8, IValidator<T> validator)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw Malformed("The body is not UTF-8.");
        try
        {
            using var document = Parse(utf8);
            return Read(document.RootElement, validator);
        }
        catch (InvalidOperationException e) when (e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            // Half a surrogate pair, written as an escape: valid for the parser, but no text.
            throw Malformed("The body holds text that is not Unicode.");
        }
    }

    public static T Read(JsonElement root, IValidator<T> validator)
    {
        var faults = new Faults();
        JsonShape.Check(root, typeof(T), "", faults);
        var value = faults.IsEmpty ? root.Deserialize<T>(ApiJson.Options) : Rest(root);
        if (value is not null)
            faults.Add(validator.Validate(value));
        faults.ThrowIfAny();
        return value!;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, Syntax);
        }
        catch (JsonException)
        {
            throw Malformed("The body is not well-formed JSON, names a key twice, or is nested too deep.");
        }
    }

    /// <summary>What has the right shape, so that one answer names every fault and not only the first kind.</summary>
    private static T? Rest(JsonElement root) => root.ValueKind != JsonValueKind.Object
        ? null
        : new JsonObject(JsonShape.Sound(root, typeof(T)).Select(member => KeyValuePair.Create(member.Name, JsonNode.Parse(member.Value.GetRawText()))))
            .Deserialize<T>(ApiJson.Options);

    private static PanelException Malformed(string message) => new(PanelError.MalformedJson, message);
}
