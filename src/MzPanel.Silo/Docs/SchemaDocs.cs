using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MzPanel.Silo.Docs;

/// <summary>
/// Makes the schema of a type say what is on the wire. A body is strict, and its validator says what must be there; an answer leaves
/// out what is null, may have more members one day, and always has the others.
/// </summary>
internal sealed class SchemaDocs : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (IsTime(context.JsonTypeInfo.Type))
            schema.Type = JsonSchemaType.String;
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 } members)
            Shape(schema, members, context);
        return Task.CompletedTask;
    }

    private static bool IsTime(Type type) => type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?);

    private static void Shape(OpenApiSchema schema, IDictionary<string, IOpenApiSchema> members, OpenApiSchemaTransformerContext context)
    {
        var limits = ValidatorLimits.Of(context.ApplicationServices, context.JsonTypeInfo.Type);
        schema.AdditionalPropertiesAllowed = limits is null;
        schema.Required = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in context.JsonTypeInfo.Properties.Where(member => members.ContainsKey(member.Name)))
        {
            if (limits?.Requires(member.Name) ?? IsAlwaysWritten(member))
                schema.Required.Add(member.Name);
            if (limits is not null || !IsEverNull(member))
                Forbid(JsonSchemaType.Null, members[member.Name]);
            if (members[member.Name] is OpenApiSchema own)
                limits?.Apply(member.Name, own);
        }
    }

    private static void Forbid(JsonSchemaType type, IOpenApiSchema member)
    {
        if (member is not OpenApiSchema schema)
            return;
        schema.Type &= ~type;
        // What stays is replaced by its reference later; the mark would wrap that into "this or null".
        schema.Metadata?.Remove("x-is-nullable-property");
    }

    private static bool IsEverNull(JsonPropertyInfo member) => IsAlwaysWritten(member) && (Nullable.GetUnderlyingType(member.PropertyType) is not null || member.IsGetNullable);

    private static bool IsAlwaysWritten(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), true) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }]
        || Nullable.GetUnderlyingType(member.PropertyType) is null && !member.IsGetNullable;
}
