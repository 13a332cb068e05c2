using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MzPanel.Silo.Http;

/// <summary>Compares JSON with the type it is to become, member by member, where the serializer would stop at the first fault.</summary>
internal static class JsonShape
{
    public static void Check(JsonElement value, Type type, string path, Faults faults)
    {
        var info = ApiJson.Options.GetTypeInfo(type);
        switch (info.Kind, value.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                CheckMembers(value, info, path, faults);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                CheckElements(value, info.ElementType!, path, faults);
                break;
            case (JsonTypeInfoKind.Object, JsonValueKind.Null) when path.Length > 0:
                break;
            case (JsonTypeInfoKind.Object, _) when path.Length == 0:
                faults.Add(Faults.WholeBody, "must be an object");
                break;
            default:
                CheckLeaf(value, info, path, faults);
                break;
        }
    }

    /// <summary>The members of an object that are known and have the right shape.</summary>
    public static IEnumerable<JsonProperty> Sound(JsonElement root, Type type)
    {
        var properties = ApiJson.Options.GetTypeInfo(type).Properties;
        return root.EnumerateObject().Where(member =>
        {
            var faults = new Faults();
            if (properties.FirstOrDefault(p => p.Name == member.Name) is not { } property)
                return false;
            Check(member.Value, property.PropertyType, member.Name, faults);
            return faults.IsEmpty;
        });
    }

    private static void CheckMembers(JsonElement value, JsonTypeInfo info, string path, Faults faults)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (info.Properties.FirstOrDefault(p => p.Name == member.Name) is not { } property)
                faults.Add(name, "is not known here");
            else if (member.Value.ValueKind == JsonValueKind.Null && info.Type.IsAssignableTo(typeof(IChange)))
                faults.Add(name, "must not be null; what is left out stays as it is");
            else
                Check(member.Value, property.PropertyType, name, faults);
        }
    }

    private static void CheckElements(JsonElement value, Type elementType, string path, Faults faults)
    {
        var index = 0;
        foreach (var element in value.EnumerateArray())
            Check(element, elementType, $"{path}[{index++}]", faults);
    }

    private static void CheckLeaf(JsonElement value, JsonTypeInfo info, string path, Faults faults)
    {
        try
        {
            value.Deserialize(info);
        }
        catch (JsonException)
        {
            faults.Add(path, Expectation(info));
        }
    }

    private static string Expectation(JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "must be an object",
        JsonTypeInfoKind.Enumerable => "must be a list",
        _ => (Nullable.GetUnderlyingType(info.Type) ?? info.Type) switch
        {
            var t when t == typeof(string) => "must be text",
            var t when t == typeof(bool) => "must be true or false",
            var t when t == typeof(int) || t == typeof(long) => "must be a whole number",
            var t when t == typeof(DateTimeOffset) => "must be an RFC 3339 time",
            _ => "has the wrong type",
        },
    };
}
