using System.Globalization;
using System.Text;

namespace MzPanel.Hot;

/// <summary>Frames as agents send them.</summary>
internal static class Frames
{
    /// <summary>506 bytes, as <c>bench/MzPanel.Bench</c> sends them.</summary>
    public static byte[] Heartbeat { get; } = Envelope("heartbeat", null, """
        {"uptime_s":123456,"cpu_pct":12.5,"load":[0.31,0.42,0.5],"mem_total":8589934592,"mem_used":4294967296,"swap_total":1073741824,"swap_used":0,"disks":[{"mount":"/","total":107374182400,"used":53687091200},{"mount":"/var","total":107374182400,"used":1073741824}],"net":{"rx_bytes":123456789012,"tx_bytes":98765432109},"jobs":[]}
        """);

    /// <summary>Lines of 100 bytes.</summary>
    public static byte[] Log(int lines) => Envelope("log", "00000000-0000-4000-8000-000000000002",
        $$"""{"job_id":"job_1","seq":1,"lines":[{{string.Join(',', Enumerable.Range(1, lines).Select(n => $$"""{"stream":"stdout","text":"{{n.ToString("D100", CultureInfo.InvariantCulture)}}"}"""))}}]}""");

    private static byte[] Envelope(string type, string? about, string payload) => Encoding.UTF8.GetBytes(
        $"{{\"v\":1,\"id\":\"00000000-0000-4000-8000-000000000001\",\"ts\":1795476681342,\"type\":\"{type}\"{(about is null ? "" : $",\"ref\":\"{about}\"")},\"payload\":{payload}}}");
}
