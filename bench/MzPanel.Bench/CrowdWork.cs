using System.Text;
using System.Text.Json;

namespace MzPanel.Bench;

/// <summary>What an agent of the crowd answers to a <c>cmd</c>: it runs in no time and writes some lines.</summary>
internal static class CrowdWork
{
    private const int Lines = 20;
    private static readonly byte[] Command = "\"type\":\"cmd\""u8.ToArray();
    private static readonly string Output = string.Join(',', Enumerable.Range(1, Lines).Select(n => $$"""{"stream":"stdout","text":"line-{{n:D90}}-"}"""));

    /// <summary>Whether it is one; cheap, as most messages are not.</summary>
    public static bool IsCommand(ReadOnlySpan<byte> message) => message.IndexOf(Command) >= 0;

    /// <summary>Envelopes to send, in order.</summary>
    public static IEnumerable<string> Answers(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        var (command, job) = (document.RootElement.GetProperty("id").GetString(), document.RootElement.GetProperty("payload").GetProperty("job_id").GetString());
        return
        [
            Envelope("cmd_ack", """{"accepted":true}""", command),
            Envelope("log", $$"""{"job_id":"{{job}}","seq":1,"lines":[{{Output}}]}""", command),
            Envelope("job_done", $$"""{"job_id":"{{job}}","exit_code":0,"duration_ms":1,"last_seq":{{Lines}},"outcome":"exited"}""", command),
        ];
    }

    public static string Envelope(string type, string payload, string? about = null)
    {
        var text = new StringBuilder($"{{\"v\":1,\"id\":\"{Guid.NewGuid()}\",\"ts\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"type\":\"{type}\"");
        if (about is not null)
            text.Append($",\"ref\":\"{about}\"");
        return text.Append($",\"payload\":{payload}}}").ToString();
    }
}
