using MzPanel.Agent.Config;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Tests.Metrics;

public sealed class MetricsReaderTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    [Fact]
    public void Reads_proc_beneath_the_root_where_it_exists_there()
    {
        sandbox.Put("/proc/uptime", "1144.63 2113.43\n");
        sandbox.Put("/proc/loadavg", "0.23 0.12 0.10 1/85 7136\n");
        sandbox.Put("/proc/meminfo", "MemTotal: 100 kB\nMemAvailable: 40 kB\nSwapTotal: 8 kB\nSwapFree: 6 kB\n");
        sandbox.Put("/proc/stat", "cpu  10 0 10 80 0 0 0 0 0 0\n");
        var reader = new MetricsReader(sandbox.Root);
        sandbox.Put("/proc/stat", "cpu  20 0 20 160 0 0 0 0 0 0\n");

        var beat = reader.Read([new HeartbeatJob { Ref = "c", LastSeq = 7 }]);

        Assert.Equal((1144L, 20.0, 60 * 1024L, 2 * 1024L), (beat.UptimeS, beat.CpuPct, beat.MemUsed, beat.SwapUsed));
        Assert.Equal([0.23, 0.12, 0.10], beat.Load!);
        Assert.Equal(7, Assert.Single(beat.Jobs!).LastSeq);
    }

    [Fact]
    public void Reads_the_server_itself_where_the_root_has_no_proc()
    {
        var beat = new MetricsReader(sandbox.Root).Read([]);

        Assert.True(beat.UptimeS > 0 && beat.MemTotal > beat.MemUsed && beat.Load is { Count: 3 } && beat.Net is not null);
    }

    [Fact]
    public void Measures_the_root_file_system()
    {
        sandbox.Put("/proc/self/mountinfo", "1 0 254:0 / / rw - ext4 /dev/vda rw\n");

        var disk = Assert.Single(MetricsReader.Disks(sandbox.Root));

        Assert.Equal("/", disk.Mount);
        Assert.InRange(disk.Used, 1, disk.Total);
    }

    [Fact]
    public void Leaves_out_what_cannot_be_read()
    {
        foreach (var file in new[] { "stat", "uptime", "loadavg", "meminfo", "net/dev", "self/mountinfo" })
            sandbox.Put("/proc/" + file, "something else\n");

        var beat = new MetricsReader(sandbox.Root).Read([]);

        Assert.Null(beat.CpuPct);
        Assert.Null(beat.MemTotal);
        Assert.Null(beat.Load);
        Assert.Empty(beat.Disks!);
    }

    [Fact]
    public void Says_who_the_server_is()
    {
        sandbox.Put("/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        sandbox.Put("/proc/sys/kernel/hostname", "web-1\n");

        var hello = new ServerFacts(sandbox.Root).Read();

        Assert.Equal(("web-1", "debian", "12", AgentVersion.Text), (hello.Hostname, hello.Os, hello.OsVersion, hello.AgentVersion));
        Assert.Contains(hello.Arch, new[] { "amd64", "arm64" });
        Assert.NotEmpty(new ServerFacts(new AgentRoot("/")).Read().BootId!);
    }

    public void Dispose() => sandbox.Dispose();
}
