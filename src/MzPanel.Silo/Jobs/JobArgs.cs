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
    public static string Redacted(CommandKind kind, JsonElement args) => Write(json =>
    {
        json.WriteStartObject();
        foreach (var member in args.EnumerateObject())
            WriteMember(json, member, IsSecret(kind, member.Name));
        json.WriteEndObject();
    });

    /// <summary>Whether a value must not be kept in the open.</summary>
    public static bool HoldSecrets(CommandKind kind, JsonElement args) =>
        args.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.Null && IsSecret(kind, m.Name));

    private static bool IsSecret(CommandKind kind, string name) => kind.Args.Fields.Any(f => f.Secret && f.Name == name);

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, bool secret)
    {
        json.WritePropertyName(member.Name);
        if (!secret)
            member.Value.WriteTo(json);
        else if (member.Value.ValueKind == JsonValueKind.Object)
            WriteNames(json, member.Value);
        else
            json.WriteNullValue();
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
