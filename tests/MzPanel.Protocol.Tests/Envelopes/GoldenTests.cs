using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Tests.Envelopes;

public sealed class GoldenTests
{
    public static TheoryData<string> Files => [.. Golden.Names];

    public static TheoryData<string> Types => [.. MessageTypes()];

    [Fact]
    public void Every_message_type_has_a_golden_file_and_every_golden_file_a_type()
    {
        Assert.Equal(MessageTypes().Order(), Golden.Names.Where(n => !n.Contains('.')).Order());
        Assert.Equal(MessageTypes().Order(), MessageShape.All.Keys.Order());
        Assert.All(Golden.Names, name => Assert.Contains(Golden.TypeOf(name), MessageTypes()));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_message_read_and_written_again_says_the_same(string name)
    {
        var golden = Golden.Bytes(name);
        Assert.True(EnvelopeReader.TryRead(golden, out var envelope, out var fault), fault?.Message);
        using (envelope)
        {
            Assert.Equal(Golden.TypeOf(name), envelope.Type);
            var written = MessageShape.All[envelope.Type].Rewrite(envelope, out fault);
            Assert.Null(fault);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(golden), JsonNode.Parse(written)), JsonNode.Parse(written)!.ToString());
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void The_golden_files_of_a_type_fill_every_member(string type)
    {
        var payloads = Golden.Names.Where(n => Golden.TypeOf(n) == type).Select(n => JsonNode.Parse(Golden.Bytes(n))!["payload"]!);
        AssertFilled(MessageShape.All[type].Info, [.. payloads], type);
    }

    [Theory, MemberData(nameof(Types))]
    public void A_missing_or_null_required_member_refuses_the_payload(string type)
    {
        foreach (var member in MessageShape.All[type].Info.Properties.Where(p => p.IsRequired))
        {
            Assert.NotNull(Faulted(type, payload => payload.Remove(member.Name)));
            Assert.True(IsAnyJson(member.PropertyType) || Faulted(type, payload => payload[member.Name] = null) is not null);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_member_of_another_type_refuses_the_payload(string type)
    {
        foreach (var member in MessageShape.All[type].Info.Properties.Where(p => !IsAnyJson(p.PropertyType)))
        {
            Assert.NotNull(Faulted(type, payload => payload[member.Name] = new JsonArray(new JsonArray())));
            Assert.NotNull(Faulted(type, payload => payload[member.Name] = member.PropertyType == typeof(string) ? 1 : "1"));
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Unknown_members_are_ignored_in_the_envelope_and_in_the_payload(string type)
    {
        var message = JsonNode.Parse(Golden.Bytes(type))!.AsObject();
        message["trace"] = new JsonObject { ["id"] = 1 };
        message["payload"]!["from_the_future"] = new JsonArray(1, null, "x");
        Assert.Null(Fault(message));
    }

    private static EnvelopeFault? Faulted(string type, Action<JsonObject> change)
    {
        var message = JsonNode.Parse(Golden.Bytes(type))!.AsObject();
        change(message["payload"]!.AsObject());
        var fault = Fault(message);
        Assert.Equal(fault is null ? null : "missing_member", fault?.Code);
        Assert.Equal(fault is null ? null : message["id"]!.GetValue<string>(), fault?.Id);
        return fault;
    }

    private static EnvelopeFault? Fault(JsonObject message)
    {
        Assert.True(EnvelopeReader.TryRead(JsonSerializer.SerializeToUtf8Bytes(message), out var envelope, out _));
        using (envelope)
        {
            MessageShape.All[envelope.Type].Rewrite(envelope, out var fault);
            return fault;
        }
    }

    private static void AssertFilled(JsonTypeInfo info, IReadOnlyList<JsonNode> nodes, string path)
    {
        foreach (var property in info.Properties)
        {
            var values = nodes.Select(n => n[property.Name]).OfType<JsonNode>()
                .SelectMany(n => n is JsonArray list && !IsAnyJson(property.PropertyType) ? list.OfType<JsonNode>() : [n]).ToArray();
            Assert.True(values.Length > 0, $"{path}.{property.Name} is in no golden file");
            var objects = values.OfType<JsonObject>().ToArray<JsonNode>();
            if (objects.Length > 0 && !IsAnyJson(property.PropertyType))
                AssertFilled(info.Options.GetTypeInfo(ElementOf(property.PropertyType)), objects, $"{path}.{property.Name}");
        }
    }

    private static Type ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type;

    private static bool IsAnyJson(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(JsonElement);

    private static IEnumerable<string> MessageTypes() => typeof(MessageType)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
}
