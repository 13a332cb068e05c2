using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MzPanel.Protocol.Commands;

namespace MzPanel.Silo.Jobs;

/// <summary>
/// The arguments of a kind as JSON Schema 2020-12, for forms and generated clients. What fits the arguments' own check fits the
/// schema, except that the check takes <c>null</c> for absent; lengths are bytes there and characters here.
/// </summary>
internal static class ArgsJsonSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    private const string Control = "[\\u0000-\\u001f\\u007f-\\u009f]";
    private const string ControlButBreaks = "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]";

    public static JsonObject Of(ArgsSchema args)
    {
        var schema = Members(args.Fields);
        schema.Insert(0, "$schema", Dialect);
        if (args.Rule is { IsNeeded: true } needed)
            schema["anyOf"] = new JsonArray(Required(needed.One), Required(needed.Other));
        else if (args.Rule is { } either)
            schema["not"] = Required(either.One, either.Other);
        return schema;
    }

    private static JsonObject Members(IReadOnlyList<ArgField> fields)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)OfField(field)))),
            ["additionalProperties"] = false,
        };
        if (Names(fields.Where(field => field is { Required: true, Only: null })) is { Count: > 0 } required)
            schema["required"] = required;
        if (fields.Where(field => field.Only is not null).Select(Choice).ToArray() is { Length: > 0 } choices)
            schema["allOf"] = new JsonArray(choices);
        return schema;
    }

    private static JsonObject OfField(ArgField field)
    {
        var schema = field switch
        {
            TextArg text => Text(text),
            NumberArg number => new JsonObject { ["type"] = "integer", ["minimum"] = number.Min, ["maximum"] = number.Max },
            FlagArg => new JsonObject { ["type"] = "boolean" },
            ChoiceArg choice => new JsonObject { ["type"] = "string", ["enum"] = Words(choice.Values) },
            ListArg list => new JsonObject { ["type"] = "array", ["items"] = Text(list.Item), ["maxItems"] = list.MaxItems, ["uniqueItems"] = true },
            MapArg map => Map(map),
            ObjectArg one => Members(one.Members),
            ObjectsArg several => new JsonObject { ["type"] = "array", ["items"] = Members(several.Item.Members), ["minItems"] = several.MinItems, ["maxItems"] = several.MaxItems },
            _ => throw new NotSupportedException($"{field.GetType().Name} has no JSON Schema."),
        };
        schema["description"] = field.Description;
        if (field.Secret)
            schema["writeOnly"] = true;
        return schema;
    }

    private static JsonObject Text(TextArg text)
    {
        var schema = new JsonObject { ["type"] = "string", ["maxLength"] = text.MaxBytes };
        if (!text.MayBeEmpty)
            schema["minLength"] = 1;
        if (text.Form is { } form)
            schema["pattern"] = Portable(form.Pattern);
        schema["not"] = new JsonObject { ["pattern"] = text.MultiLine ? ControlButBreaks : Control };
        return schema;
    }

    private static JsonObject Map(MapArg map) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = Text(map.Key),
        ["additionalProperties"] = Text(map.Value),
        ["maxProperties"] = map.MaxEntries,
    };

    // A member that belongs to a choice: asked for, or allowed, where it is made, and refused elsewhere.
    private static JsonObject Choice(ArgField field)
    {
        var only = field.Only!;
        var rule = new JsonObject
        {
            ["if"] = new JsonObject
            {
                ["properties"] = new JsonObject { [only.Member] = new JsonObject { ["enum"] = Words(only.Values) } },
                ["required"] = Words([only.Member]),
            },
            ["else"] = new JsonObject { ["properties"] = new JsonObject { [field.Name] = false } },
        };
        if (field.Required)
            rule["then"] = new JsonObject { ["required"] = Words([field.Name]) };
        return rule;
    }

    private static JsonObject Required(params string[] members) => new() { ["required"] = Words(members) };

    private static JsonArray Names(IEnumerable<ArgField> fields) => Words(fields.Select(field => field.Name));

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);

    // The end of a text, which .NET writes \z because its $ stands before a last line break too.
    private static string Portable(Regex pattern) => pattern.ToString().Replace("\\z", "$", StringComparison.Ordinal);
}
