using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MzPanel.Protocol;
using MzPanel.Protocol.Commands;

namespace MzPanel.Silo.Jobs;

/// <summary>The arguments of a job: whether they may be queued, how they are kept, and what of them is shown.</summary>
internal static class JobArgs
{
    // A message nests them once more than a body does: an envelope, its payload, then args.
    private const int MaxDepth = ProtocolLimits.JsonDepth - 2;

    private static readonly Dictionary<string, string[]> Fine = [];
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Faults by field; a kind of an agent's own (<see langword="null"/>) takes any object.</summary>
    public static IReadOnlyDictionary<string, string[]> Check(CommandKind? kind, JsonElement args)
    {
        if (args.ValueKind != JsonValueKind.Object)
            return Fault("must be an object");
        if (!IsUnicode(args))
            return Fault("must hold valid Unicode only");
        if (Depth(args) > MaxDepth)
            return Fault($"must not be nested deeper than {MaxDepth}");
        if (Encoding.UTF8.GetByteCount(Text(args)) > ProtocolLimits.ArgsBytes)
            return Fault($"must be at most {ProtocolLimits.ArgsBytes} bytes");
        return kind?.Args.Check(args) ?? Fine;
    }

    /// <summary>The whole arguments as they go to the agent.</summary>
    public static string Text(JsonElement args) => Write(args.WriteTo);

    /// <summary>The arguments with <c>null</c> in the place of each secret value; names of a map stay readable.</summary>
    public static string Redacted(CommandKind kind, JsonElement args) => Write(json => WriteObject(json, args, kind.Args.Fields));

    /// <summary>Whether a value must not be kept in the open.</summary>
    public static bool HoldSecrets(CommandKind kind, JsonElement args) => HoldSecrets(kind.Args.Fields, args);

    private static bool HoldSecrets(IReadOnlyList<ArgField> fields, JsonElement args) => args.ValueKind == JsonValueKind.Object
        && args.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null && Of(fields, member) switch
        {
            { Secret: true } => true,
            ObjectArg one => HoldSecrets(one.Members, member.Value),
            ObjectsArg several when member.Value.ValueKind == JsonValueKind.Array => member.Value.EnumerateArray().Any(item => HoldSecrets(several.Item.Members, item)),
            _ => false,
        });

    private static ArgField? Of(IReadOnlyList<ArgField> fields, JsonProperty member) => fields.FirstOrDefault(field => field.Name == member.Name);

    private static void WriteObject(Utf8JsonWriter json, JsonElement args, IReadOnlyList<ArgField> fields)
    {
        json.WriteStartObject();
        foreach (var member in args.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            WriteValue(json, member.Value, Of(fields, member));
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value, ArgField? field)
    {
        switch (field, value.ValueKind)
        {
            case ({ Secret: true }, JsonValueKind.Object):
                WriteNames(json, value);
                break;
            case ({ Secret: true }, _):
                json.WriteNullValue();
                break;
            case (ObjectArg one, JsonValueKind.Object):
                WriteObject(json, value, one.Members);
                break;
            case (ObjectsArg several, JsonValueKind.Array):
                WriteList(json, value, several.Item);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, JsonElement list, ObjectArg item)
    {
        json.WriteStartArray();
        foreach (var value in list.EnumerateArray())
            WriteValue(json, value, item);
        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, JsonElement map)
    {
        json.WriteStartObject();
        foreach (var entry in map.EnumerateObject())
            json.WriteNull(entry.Name);
        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static int Depth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(m => Depth(m.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    // A lone surrogate ("\ud800") is legal JSON and no text: it would fail at every later reader.
    private static bool IsUnicode(JsonElement args)
    {
        try
        {
            Visit(args);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Visit(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            value.GetString();
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray())
                Visit(item);
        else if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject())
                VisitMember(member);
    }

    private static void VisitMember(JsonProperty member)
    {
        _ = member.Name;
        Visit(member.Value);
    }

    private static Dictionary<string, string[]> Fault(string message) => new() { ["args"] = [message] };
}
