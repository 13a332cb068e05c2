using MzPanel.Agent.Commands;
using MzPanel.Agent.Metrics;

namespace MzPanel.Agent.Tests.Commands;

public sealed class SystemInfoCommandTests : IDisposable
{
    private readonly KindRun kind = new();

    [Fact]
    public async Task Says_what_the_server_is()
    {
        kind.Sandbox.Put("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
        kind.Sandbox.Put("/proc/sys/kernel/hostname", "web-1\n");
        kind.Sandbox.Put("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n");
        kind.Sandbox.Put("/proc/cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC 7B13\n");
        kind.Sandbox.Put("/proc/meminfo", "MemTotal: 2 kB\n");
        kind.Sandbox.Put("/proc/uptime", "61.5 60.0\n");
        kind.Sandbox.Put("/proc/self/mountinfo", "");
        Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/run/systemd/system"));

        var result = await kind.RunAsync(new SystemInfoCommand());

        Assert.Equal(
            $$"""
            {"hostname":"web-1","os":"debian","os_version":"12","kernel":"6.1.0-30-amd64","arch":"{{Architectures.Native}}","cpus":1,"cpu_model":"AMD EPYC 7B13","mem_total":2048,"disks":[],"uptime_s":61,"package_manager":"apt","service_manager":"systemd"}
            """,
            result.Result?.GetRawText());
    }

    public void Dispose() => kind.Dispose();
}
