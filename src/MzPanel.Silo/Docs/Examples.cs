using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace MzPanel.Silo.Docs;

/// <summary>Makes an example of a schema, so that no operation is without one.</summary>
internal static class Examples
{
    private const int Deepest = 8;

    /// <summary>Gives every JSON body that has none its example.</summary>
    public static void Add(OpenApiOperation operation)
    {
        // Errors are shared, and have theirs.
        var contents = operation.Responses!.Values.OfType<OpenApiResponse>().Select(answer => answer.Content).Append(operation.RequestBody?.Content);
        foreach (var (type, content) in contents.Where(content => content is not null).SelectMany(content => content!))
            if (content is { Schema: { } schema, Example: null, Examples: null })
                content.Example = type.EndsWith("json", StringComparison.Ordinal) && schema.Type != JsonSchemaType.String ? Of(schema, null, 0) : Text(type);
    }

    private static string Text(string type) => type switch
    {
        "text/event-stream" => "id: 7\nevent: status\ndata: {\"status\":\"running\"}\n\n",
        "application/x-ndjson" => "{\"id\":\"aud_01k8q4a1x6v2\",\"action\":\"server.create\"}\n",
        _ => "text\n",
    };

    private static JsonNode? Of(IOpenApiSchema schema, string? member, int depth, string? owner = null)
    {
        if (schema.OneOf is { Count: > 0 } choices)
            return Of(choices[^1], member, depth, owner);
        if (depth < Deepest && schema.Properties is { Count: > 0 } members)
            return new JsonObject(members.Where(m => !Samples.IsLeftOut(NameOf(schema), m.Key)).Select(m => KeyValuePair.Create(m.Key, Of(m.Value, m.Key, depth + 1, NameOf(schema)))));
        if (schema.Enum is { Count: > 0 } words)
            return words[0].DeepClone();
        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true)
            return new JsonArray(schema.Items is { } items && depth < Deepest ? [Of(items, member, depth + 1, owner)] : []);
        return Samples.Of(owner, member, schema.Type, schema.Format, schema.Minimum);
    }

    private static string? NameOf(IOpenApiSchema schema) => schema is OpenApiSchemaReference reference ? reference.Reference.Id
        : schema is OpenApiSchema { Metadata: { } marks } && marks.TryGetValue("x-schema-id", out var id) ? id as string : null;
}
