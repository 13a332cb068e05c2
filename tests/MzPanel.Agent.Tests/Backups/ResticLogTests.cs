using System.Text;
using MzPanel.Agent.Backups;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Tests.Backups;

public sealed class ResticLogTests
{
    [Fact]
    public void A_list_of_thousands_of_snapshots_which_restic_says_in_one_line_comes_whole()
    {
        var snapshot = $$"""{"time":"2026-11-23T23:00:00Z","tree":"{{new string('a', 64)}}","paths":["/etc"],"hostname":"srv","tags":["plan:plan_1"],"id":"{{new string('b', 64)}}"}""";
        var said = $"[{string.Join(',', Enumerable.Repeat(snapshot, 10_000))}]";
        var lines = new List<string>();
        var log = new ResticLog(new MemoryLog(), lines.Add, () => { });

        foreach (var part in Encoding.UTF8.GetBytes(said + "\n").Chunk(64 * 1024))
            log.WriteRaw(LogLine.Stdout, part);
        log.End(LogLine.Stdout);

        Assert.Equal(10_000, Snapshot.ListOf(Assert.Single(lines)).Count);
    }
}
