using System.Text.Json;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>Envelopes written by hand, so that a mistake of our own writer would show.</summary>
internal static class Frames
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static byte[] Of(string type, object payload, string? @ref = null, string? id = null)
    {
        var envelope = new Dictionary<string, object> { ["v"] = 1, ["id"] = id ?? Guid.NewGuid().ToString(), ["ts"] = 1, ["type"] = type };
        if (@ref is not null)
            envelope["ref"] = @ref;
        envelope["payload"] = payload;
        return JsonSerializer.SerializeToUtf8Bytes(envelope, Snake);
    }

    public static object Log(string jobId, long seq, params string[] lines) =>
        new { job_id = jobId, seq, lines = lines.Select(text => new { stream = "stdout", text }) };

    public static object Done(string jobId, long lastSeq) =>
        new { job_id = jobId, exit_code = 0, duration_ms = 5, last_seq = lastSeq, outcome = "exited" };

    public static byte[] Cmd(string commandId, string jobId) => Of("cmd", new { job_id = jobId, kind = "system.info" }, id: commandId);
}
