using System.Text;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Tests.Envelopes;

public sealed class EnvelopeReaderTests
{
    private const string Id = "0198f6a2-0001-7c3a-9d2e-5b7a4c1e00ff";

    [Fact]
    public void A_message_shows_its_members()
    {
        using var envelope = Read($$"""{"payload":{"x":1},"type":"log","ref":"cmd-1","ts":12,"id":"{{Id}}","v":1}""");
        Assert.Equal((Id, 12, "log", "cmd-1"), (envelope.Id, envelope.Ts, envelope.Type, envelope.Ref));
        Assert.Equal(1, envelope.Payload.GetProperty("x").GetInt32());
    }

    [Fact]
    public void An_unknown_type_is_a_message_all_the_same()
    {
        using var envelope = Read($$"""{"v":1,"id":"{{Id}}","ts":1,"type":"inventory.v9","payload":[1]}""");
        Assert.Equal("inventory.v9", envelope.Type);
        Assert.Null(envelope.Ref);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("0")]
    [InlineData("\"text\"")]
    public void A_payload_may_be_any_json(string payload)
    {
        using var envelope = Read($$"""{"v":1,"id":"{{Id}}","ts":1,"type":"x","payload":{{payload}}}""");
        Assert.Equal(payload, envelope.Payload.GetRawText());
    }

    // The page says "number": a language without integers sends what it has.
    [Theory]
    [InlineData("1.0", "1767225600000.75", 1767225600000)]
    [InlineData("1e0", "1.7672256e12", 1767225600000)]
    [InlineData("1", "-1", -1)]
    public void Numbers_are_read_by_value_not_by_spelling(string v, string ts, long expected)
    {
        using var envelope = Read($$"""{"v":{{v}},"id":"{{Id}}","ts":{{ts}},"type":"x","payload":{} }""");
        Assert.Equal(expected, envelope.Ts);
    }

    [Theory, InlineData("null"), InlineData("\"\"")]
    public void An_absent_ref_may_be_spelt_out(string spelling)
    {
        using var envelope = Read($$"""{"v":1,"id":"{{Id}}","ts":1,"type":"x","ref":{{spelling}},"payload":{} }""");
        Assert.Null(envelope.Ref);
    }

    [Fact]
    public void Escaped_spellings_are_the_same_words()
    {
        using var envelope = Read($$"""{"\u0076":1,"i\u0064":"{{Id}}","ts":1,"typ\u0065":"\u006cog","payload":{"a":"\ud83d\ude80"} }""");
        Assert.Equal("log", envelope.Type);
        Assert.Equal("🚀", envelope.Payload.GetProperty("a").GetString());
    }

    [Fact]
    public void Text_may_hold_any_character_nul_included()
    {
        using var envelope = Read($$"""{"v":1,"id":"{{Id}}","ts":1,"type":"x","payload":"\u0000\u001b\\ud800 \uffff"}""");
        Assert.Equal("\0\e\\ud800 \uffff", envelope.Payload.GetString());
    }

    [Fact]
    public void A_message_of_exactly_64_KiB_is_read()
    {
        var frame = Encoding.UTF8.GetBytes(Padded(ProtocolLimits.MessageBytes));
        Assert.Equal(ProtocolLimits.MessageBytes, frame.Length);
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        envelope.Dispose();
    }

    [Fact]
    public void An_envelope_may_be_disposed_twice()
    {
        var envelope = Read($$"""{"v":1,"id":"{{Id}}","ts":1,"type":"x","payload":{} }""");
        envelope.Dispose();
        envelope.Dispose();
        default(Envelope).Dispose();
    }

    private static string Padded(int bytes)
    {
        var bare = $$"""{"v":1,"id":"{{Id}}","ts":1,"type":"log","payload":""}""";
        return bare.Replace("\"payload\":\"\"", "\"payload\":\"" + new string('x', bytes - bare.Length) + "\"", StringComparison.Ordinal);
    }

    private static Envelope Read(string message)
    {
        Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(message), out var envelope, out var fault), fault?.Message);
        return envelope;
    }
}
