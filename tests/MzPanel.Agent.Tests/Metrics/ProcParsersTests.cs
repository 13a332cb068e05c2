using MzPanel.Agent.Metrics;

namespace MzPanel.Agent.Tests.Metrics;

public sealed class MemoryUseTests
{
    [Fact]
    public void Reads_bytes_from_kibibytes()
    {
        var memory = MemoryUse.Parse("MemTotal:       24684092 kB\nMemFree:        24243000 kB\nMemAvailable:   24325288 kB\nSwapTotal:       1024 kB\nSwapFree:         512 kB\n");

        Assert.Equal(new MemoryUse(24684092L * 1024, 24325288L * 1024, 1024 * 1024, 512 * 1024), memory);
    }

    [Fact]
    public void Estimates_what_is_available_where_the_kernel_does_not_say() =>
        Assert.Equal(6 * 1024, MemoryUse.Parse("MemTotal: 10 kB\nMemFree: 1 kB\nBuffers: 2 kB\nCached: 3 kB\n")!.Value.Available);

    [Fact]
    public void Says_nothing_without_a_total() => Assert.Null(MemoryUse.Parse("MemFree: 1 kB\n"));
}

public sealed class TrafficTests
{
    [Fact]
    public void Adds_up_all_interfaces_but_the_loopback()
    {
        var net = Traffic.Parse("""
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0
              eth0: 551389788   12460    0    0    0     0          0         0   749609    9126    0    0    0     0       0          0
              wg0:12       1    0    0    0     0          0         0   34    1    0    0    0     0       0          0
            """);

        Assert.Equal((551389788 + 12, 749609 + 34), (net.RxBytes, net.TxBytes));
    }
}

public sealed class MountTableTests
{
    [Fact]
    public void Lists_each_real_file_system_once_at_its_shortest_mount_point()
    {
        var mounts = MountTable.Parse("""
            22 27 0:21 / /proc rw,relatime - proc proc rw
            24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334492k
            27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
            28 27 254:1 / /srv/data rw,relatime shared:1 master:2 - xfs /dev/vdb rw
            29 27 254:1 /www /var/www rw,relatime - xfs /dev/vdb rw
            30 27 0:44 / /mnt/nfs rw,relatime - nfs4 storage:/export rw
            31 27 254:2 / /mnt/two\040words rw,relatime - btrfs /dev/vdc rw
            """);

        Assert.Equal(["/", "/var/www", "/mnt/two words"], mounts);
    }

    [Fact]
    public void Counts_an_overlay_as_the_root_of_a_container() =>
        Assert.Equal(["/"], MountTable.Parse("1 0 0:50 / / rw - overlay overlay rw\n2 1 0:51 / /var/lib/docker/x rw - overlay overlay rw\n"));
}

public sealed class CpuModelTests
{
    [Fact]
    public void Counts_processors_and_names_their_model() => Assert.Equal(new CpuModel(2, "AMD EPYC 7B13"),
        CpuModel.Parse("processor\t: 0\nmodel name\t: AMD EPYC 7B13\n\nprocessor\t: 1\nmodel name\t: AMD EPYC 7B13\n"));

    [Fact]
    public void Leaves_the_model_out_where_the_kernel_names_none() =>
        Assert.Equal(new CpuModel(1, null), CpuModel.Parse("processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\n"));
}

public sealed class OsReleaseTests
{
    [Fact]
    public void Reads_quoted_and_plain_values() => Assert.Equal(new OsRelease("debian", "12"),
        OsRelease.Parse("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n# a comment\nVERSION_ID=\"12\"\nID=debian\n"));
}
