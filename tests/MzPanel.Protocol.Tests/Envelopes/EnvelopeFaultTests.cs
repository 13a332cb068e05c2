using System.Text;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Tests.Envelopes;

public sealed class EnvelopeFaultTests
{
    private const string Id = "0198f6a2-0001-7c3a-9d2e-5b7a4c1e00ff";
    private const string Head = $$"""{"v":1,"id":"{{Id}}","ts":1,"type":"event","payload":""";

    public static TheoryData<string> NotJson => new(
        "", " ", "\0", "hello", "{", "{}x", "{} {}", "[]", "null", "1", "\"v\"", "{'v':1}", "{\"v\":1,}", "// c\n{}", "\ufeff" + Head + "{}}",
        "{\"v\":01}", "{\"v\":1 \"id\":2}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "NaN", "[[[[");

    [Theory, MemberData(nameof(NotJson))]
    public void What_is_no_json_object_is_malformed(string text) => Assert.Equal("malformed_json", Fault(text).Code);

    [Theory]
    [InlineData("""{"v":1,"v":1}""")]
    [InlineData("""{"v":1,"\u0076":1}""")]
    [InlineData("""{"v":1,"payload":{"a":1,"b":2,"a":1}}""")]
    [InlineData("""{"v":1,"payload":{"b":1,"\u0062":1}}""")]
    [InlineData("""{"v":1,"payload":{"x":[[{"y":{"é":1,"\u00e9":2}}]]}}""")]
    [InlineData("""{"v":1,"payload":{"":1,"":2}}""")]
    [InlineData("""{"v":1,"unknown":{"🚀":1,"\ud83d\ude80":2}}""")]
    public void Repeated_keys_are_refused_at_every_depth(string text) => Assert.Equal("malformed_json", Fault(text).Code);

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    [InlineData(60_000, true)]
    public void Nesting_ends_at_32(int arrays, bool refused)
    {
        var text = Head + new string('[', arrays) + new string(']', arrays > 100 ? 1 : arrays) + "}";
        Assert.Equal(!refused, EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(text), out var envelope, out var fault));
        envelope.Dispose();
        Assert.Equal(refused ? ("malformed_json", Id) : default, (fault?.Code, fault?.Id));
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\uDFFF\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("\"\\ud83d x\"")]
    [InlineData("\"\\ud83d\\n\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":1,\"\\ud800\":1,\"b\":{\"\\udbff\":2}}")]
    public void Half_a_surrogate_pair_is_malformed_wherever_it_stands(string payload)
    {
        var fault = Fault(Head + payload + "}");
        Assert.Equal(("malformed_json", Id), (fault.Code, fault.Id));
    }

    [Theory]
    [InlineData("type")]
    [InlineData("id")]
    [InlineData("ref")]
    [InlineData("unknown")]
    public void Half_a_surrogate_pair_is_malformed_in_every_member_of_the_envelope(string member) =>
        Assert.Equal("malformed_json", Fault($$"""{"v":1,"{{member}}":"\ud800"}""").Code);

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC3)]
    [InlineData(0xED, 0xA0, 0x80)]
    [InlineData(0xC0, 0x80)]
    [InlineData(0xF5, 0x80, 0x80, 0x80)]
    public void Bytes_that_are_no_utf8_are_malformed(params int[] bytes)
    {
        byte[] frame = [.. Encoding.UTF8.GetBytes(Head + "\""), .. bytes.Select(b => (byte)b), .. "\"}"u8];
        Assert.False(EnvelopeReader.TryRead(frame, out _, out var fault));
        Assert.Equal("malformed_json", fault.Code);
    }

    [Theory]
    [InlineData("0"), InlineData("2"), InlineData("-1"), InlineData("1.5"), InlineData("1e400"), InlineData("99999999999999999999")]
    [InlineData("\"1\""), InlineData("null"), InlineData("true"), InlineData("[1]"), InlineData("{}")]
    public void Another_version_is_named_so_and_keeps_the_id(string v)
    {
        var fault = Fault($$"""{"v":{{v}},"id":"{{Id}}","ts":1,"type":"x","payload":{} }""");
        Assert.Equal(("unsupported_version", Id), (fault.Code, fault.Id));
    }

    [Theory]
    [InlineData("v", null), InlineData("id", null), InlineData("ts", null), InlineData("type", null), InlineData("payload", null)]
    [InlineData("id", "1"), InlineData("id", "null"), InlineData("id", "\"\""), InlineData("id", "[\"a\"]"), InlineData("id", "\"a\\nb\"")]
    [InlineData("id", "\"a\\u0000\""), InlineData("id", "\"ä\""), InlineData("id", "\"a b\"")]
    [InlineData("ts", "\"1\""), InlineData("ts", "null"), InlineData("ts", "1e30"), InlineData("ts", "-1e400"), InlineData("ts", "[]")]
    [InlineData("type", "1"), InlineData("type", "null"), InlineData("type", "\"\""), InlineData("type", "{}")]
    [InlineData("ref", "1"), InlineData("ref", "{}"), InlineData("ref", "\"a\\u0000\"")]
    public void A_missing_or_mistyped_member_is_named(string member, string? value)
    {
        var members = new Dictionary<string, string> { ["v"] = "1", ["id"] = $"\"{Id}\"", ["ts"] = "1", ["type"] = "\"x\"", ["payload"] = "{}" };
        members.Remove(member);
        if (value is not null)
            members[member] = value;
        var fault = Fault("{" + string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}")) + "}");
        Assert.Equal(("missing_member", member == "id" ? null : Id), (fault.Code, fault.Id));
        Assert.Contains($"'{member}'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("type")]
    [InlineData("ref")]
    public void Names_and_ids_end_at_64_characters(string member)
    {
        string Message(int length) => member == "ref"
            ? Head.Replace("\"ts\"", $"\"ref\":\"{new string('r', length)}\",\"ts\"", StringComparison.Ordinal) + "{}}"
            : Head.Replace(member == "id" ? Id : "event", new string('r', length), StringComparison.Ordinal) + "{}}";
        Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(Message(64)), out var envelope, out _));
        envelope.Dispose();
        Assert.Equal("missing_member", Fault(Message(65)).Code);
    }

    [Fact]
    public void An_id_that_is_itself_unfit_is_not_repeated_to_the_peer()
    {
        Assert.Null(Fault($$"""{"v":2,"id":"{{new string('x', 60_000)}}"}""").Id);
        Assert.Null(Fault($$"""{"id":"{{new string('x', 60_000)}}" oops""").Id);
    }

    [Theory]
    [InlineData($$"""{"v":1,"id":"{{Id}}","ts":1,"payload":{"a":1,"a":2} }""", Id)]
    [InlineData($$"""{"v":1,"payload":{"id":"inner","a":1,"a":2},"i\u0064":"{{Id}}"}""", Id)]
    [InlineData($$"""{"v":1,"id":"{{Id}}","ts":1,"payload":{"a":""", Id)]
    [InlineData($$"""{"v":1,"id":"{{Id}}","id":"another","payload":{} }""", null)]
    [InlineData("""{"v":1,"payload":{"id":"inner"}""", null)]
    [InlineData("""[{"id":"inner"}]""", null)]
    public void A_malformed_message_is_named_where_its_id_can_be_told(string text, string? id)
    {
        var fault = Fault(text);
        Assert.Equal(("malformed_json", id), (fault.Code, fault.Id));
    }

    private static EnvelopeFault Fault(string text)
    {
        Assert.False(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(text), out _, out var fault));
        return fault;
    }
}
