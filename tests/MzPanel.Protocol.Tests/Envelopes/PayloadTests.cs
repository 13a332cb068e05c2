using System.Text;
using System.Text.Json.Nodes;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Tests.Envelopes;

public sealed class PayloadTests
{
    [Theory]
    [InlineData("hello", "features", "[null]"), InlineData("hello", "kinds", "[\"a\",null]"), InlineData("hello", "jobs", "[null]")]
    [InlineData("heartbeat", "disks", "[null]"), InlineData("heartbeat", "jobs", "[null]"), InlineData("heartbeat", "load", "[null]")]
    [InlineData("log", "lines", "[null]"), InlineData("welcome", "resume", "[null]")]
    public void A_list_has_no_holes(string type, string member, string list) => Assert.True(IsRefused(type, member, list));

    [Theory]
    [InlineData("hello", "jobs", """[{"state":"done"}]"""), InlineData("hello", "jobs", """[{"ref":null,"state":"done"}]""")]
    [InlineData("hello", "seal_key", """{"kty":"EC"}"""), InlineData("hello", "features", "\"journal\""), InlineData("hello", "jobs", "{}")]
    [InlineData("log", "lines", """[{"stream":"stdout"}]"""), InlineData("log", "lines", """[{"text":"x"}]""")]
    [InlineData("log", "lines", """[{"stream":"stdout","text":null}]"""), InlineData("log", "lines", """[["stdout","x"]]""")]
    [InlineData("job_done", "error", """{"code":"x"}"""), InlineData("job_done", "error", """{"message":"x"}""")]
    [InlineData("job_done", "error", """{"code":null,"message":"x"}"""), InlineData("event", "subject", """{"type":"site"}""")]
    [InlineData("heartbeat", "net", """{"rx_bytes":1}"""), InlineData("heartbeat", "disks", """[{"mount":null,"total":1,"used":1}]""")]
    public void Inner_objects_keep_their_required_members(string type, string member, string value) => Assert.True(IsRefused(type, member, value));

    [Theory]
    [InlineData("heartbeat", "cpu_pct", "1e999"), InlineData("heartbeat", "load", "[1,-1e999,0]"), InlineData("heartbeat", "mem_total", "1e300")]
    [InlineData("heartbeat", "mem_total", "-1e999"), InlineData("heartbeat", "sites", "2147483648"), InlineData("heartbeat", "uptime_s", "\"1\"")]
    [InlineData("log", "seq", "9223372036854775808"), InlineData("log", "seq", "1.5"), InlineData("job_done", "exit_code", "1e10")]
    [InlineData("job_done", "duration_ms", "1e17"), InlineData("event", "at", "[1]"), InlineData("hello", "last_epoch", "1e20")]
    public void Numbers_that_do_not_fit_are_refused(string type, string member, string value) => Assert.True(IsRefused(type, member, value));

    [Theory]
    [InlineData("heartbeat", "uptime_s", "12345.67", "12345"), InlineData("heartbeat", "mem_used", "1e9", "1000000000")]
    [InlineData("job_done", "duration_ms", "61000.999", "61000"), InlineData("event", "at", "1767225600000.5", "1767225600000")]
    [InlineData("heartbeat", "cpu_pct", "7", "7"), InlineData("heartbeat", "load", "[0,1e-3,2]", "[0,0.001,2]")]
    public void A_measured_number_may_carry_a_fraction(string type, string member, string value, string read) =>
        Assert.Equal(read, Rewritten(type, member, value)!["payload"]![member]!.ToJsonString());

    [Theory]
    [InlineData("hello", "hostname"), InlineData("hello", "jobs"), InlineData("heartbeat", "cpu_pct"), InlineData("heartbeat", "net")]
    [InlineData("job_done", "error"), InlineData("job_done", "result"), InlineData("cmd_ack", "code"), InlineData("log", "gap")]
    public void An_absent_member_may_be_spelt_null(string type, string member) => Assert.NotNull(Rewritten(type, member, "null"));

    [Theory]
    [InlineData("null"), InlineData("[]"), InlineData("1"), InlineData("\"{}\"")]
    public void A_payload_that_is_no_object_is_refused(string payload) => Assert.All(MessageShape.All.Keys, type =>
    {
        var message = JsonNode.Parse(Golden.Bytes(type))!;
        message["payload"] = JsonNode.Parse(payload);
        Assert.Null(Rewrite(message.ToJsonString()));
    });

    [Fact]
    public void Text_is_written_as_it_is_and_what_is_no_text_becomes_a_replacement_character()
    {
        var batch = new Logs.LogBatch { JobId = "job_01", Seq = 1, Lines = [new() { Stream = "stdout", Text = "ä<&>'世🚀 \ud800!" }] };
        var written = EnvelopeWriter.Write("m1", 1, MessageType.Log, null, batch, ProtocolJson.Default.LogBatch);
        Assert.Contains("\"text\":\"ä<&>'世", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.True(EnvelopeReader.TryRead(written, out var envelope, out _));
        using (envelope)
            Assert.Equal("ä<&>'世🚀 \ufffd!", EnvelopeReader.Payload(envelope, ProtocolJson.Default.LogBatch, out _)!.Lines![0].Text);
    }

    private static bool IsRefused(string type, string member, string value) => Rewritten(type, member, value) is null;

    private static JsonNode? Rewritten(string type, string member, string value)
    {
        var message = JsonNode.Parse(Golden.Bytes(type))!;
        message["payload"]![member] = "MARK";
        return Rewrite(message.ToJsonString().Replace("\"MARK\"", value, StringComparison.Ordinal)) is { } written ? JsonNode.Parse(written) : null;
    }

    private static byte[]? Rewrite(string text)
    {
        Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(text), out var envelope, out var fault), fault?.Message);
        using (envelope)
            return MessageShape.All[envelope.Type].Rewrite(envelope, out _);
    }
}
