using System.Globalization;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Firewall;

/// <summary>Where this VPS can be reached by SSH: the ports that its configuration names and that somebody listens on. Reads only.</summary>
internal static class SshPorts
{
    private const int Usual = 22;
    private const string Listening = "0A";

    public static IReadOnlyList<int> Of(AgentRoot root)
    {
        var named = Files(root).SelectMany(f => Named(root.SystemText(f) ?? "")).Distinct().ToList();
        var open = Open(root.SystemText("/proc/net/tcp")).Concat(Open(root.SystemText("/proc/net/tcp6"))).ToHashSet();
        return [.. (named.Count > 0 ? named : [Usual]).Where(open.Contains)];
    }

    private static IEnumerable<string> Files(AgentRoot root)
    {
        var more = root.SystemPath("/etc/ssh/sshd_config.d");
        return ["/etc/ssh/sshd_config", .. Directory.Exists(more) ? Directory.GetFiles(more, "*.conf").Select(f => "/etc/ssh/sshd_config.d/" + Path.GetFileName(f)) : []];
    }

    private static IEnumerable<int> Named(string config) => config.Split('\n')
        .Select(line => line.Split((char[])[' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Where(words => words.Length > 1 && words[0].Equals("Port", StringComparison.OrdinalIgnoreCase))
        .Select(words => int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0).Where(port => port > 0);

    // "  0: 00000000:0016 00000000:0000 0A …"
    private static IEnumerable<int> Open(string? table) => (table ?? "").Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3 && words[3] == Listening)
        .Select(words => int.TryParse(words[1][(words[1].LastIndexOf(':') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) ? port : 0);
}
