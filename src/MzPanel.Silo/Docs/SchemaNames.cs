using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>What types are called in the document: <c>ServerView</c> is <c>Server</c>, a page of them <c>ServerPage</c>.</summary>
internal static class SchemaNames
{
    private const string View = "View";

    public static string? Of(JsonTypeInfo type)
    {
        // Whatever JSON there is needs no name.
        if (type.Type == typeof(JsonElement) || type.Type == typeof(JsonElement?))
            return null;
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } usual)
            return null;
        return type.Type.IsGenericType && type.Type.GetGenericTypeDefinition() == typeof(Page<>) ? Plain(type.Type.GetGenericArguments()[0].Name) + "Page" : Plain(usual);
    }

    private static string Plain(string name) => name.EndsWith(View, StringComparison.Ordinal) ? name[..^View.Length] : name;
}
