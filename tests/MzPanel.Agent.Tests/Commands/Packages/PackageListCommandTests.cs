using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Metrics;

namespace MzPanel.Agent.Tests.Commands.Packages;

public sealed class PackageListCommandTests : IDisposable
{
    private const string Simulated = """
        NOTE: This is only a simulation!
        Inst libc6 [2.36-9+deb12u4] (2.36-9+deb12u9 Debian:12.15/oldstable [amd64]) []
        Inst zip [3.0-13] (3.0-13+deb12u1 Debian-Security:12/oldstable-security [amd64])
        Inst linux-image-6.1.0-30-amd64 (6.1.124-1 Debian:12.15/oldstable [amd64])
        Inst liblcms2-2 [2.14-2] (2.14-2+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64])
        Conf libc6 (2.36-9+deb12u9 Debian:12.15/oldstable [amd64])
        """;

    private readonly KindRun kind = new();
    private readonly string admindir;

    public PackageListCommandTests()
    {
        admindir = "--admindir=" + Path.GetDirectoryName(kind.Sandbox.Put("/var/lib/dpkg/status", ""));
        kind.Programs.Answer("dpkg-query " + admindir,
            $"installed\tlibc6:{Architectures.Native}\t2.36-9+deb12u4\ninstalled\tlibc6:riscv64\t2.36-9\nconfig-files\told\t1.0\ninstalled\tzip\t3.0-13\n");
        kind.Programs.Answer("apt-get --simulate", Simulated);
    }

    [Fact]
    public async Task Lists_what_is_installed_with_the_newer_version_where_there_is_one()
    {
        var result = await kind.RunAsync(new PackageListCommand());

        Assert.Equal("""
            [{"name":"libc6","version":"2.36-9+deb12u4","candidate":"2.36-9+deb12u9","security":false},{"name":"libc6:riscv64","version":"2.36-9"},{"name":"zip","version":"3.0-13","candidate":"3.0-13+deb12u1","security":true}]
            """, result.Result?.GetRawText());
    }

    [Fact]
    public async Task Upgradable_lists_only_those_with_a_newer_version()
    {
        var result = await kind.RunAsync(new PackageListCommand(), """{"upgradable":true}""");

        Assert.Equal(["libc6", "zip"], result.Result!.Value.EnumerateArray().Select(p => p.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task Reads_the_package_database_of_the_sandbox_and_changes_nothing()
    {
        await kind.RunAsync(new PackageListCommand());

        Assert.Equal([admindir, "--show", "--showformat=" + DpkgTable.Format], kind.Programs.Calls[0].Arguments);
        Assert.Contains("Dir::State::status=" + kind.Sandbox.Root.Resolve("/var/lib/dpkg/status"), kind.Programs.Calls[1].Arguments);
        Assert.Equal(("--simulate", "dist-upgrade"), (kind.Programs.Calls[1].Arguments[0], kind.Programs.Calls[1].Arguments[^1]));
    }

    [Fact]
    public async Task What_is_installed_is_told_even_where_apt_cannot_say_what_is_newer()
    {
        kind.Programs.Answer("apt-get --simulate", "", exitCode: 100);

        var all = await kind.RunAsync(new PackageListCommand());
        var upgradable = await kind.RunAsync(new PackageListCommand(), """{"upgradable":true}""");

        Assert.Equal((0, 3), (all.ExitCode, all.Result!.Value.GetArrayLength()));
        Assert.Contains("100", Assert.Single(kind.Log.Lines).Text, StringComparison.Ordinal);
        Assert.Equal((100, "package_manager_failed"), (upgradable.ExitCode, upgradable.Error?.Code));
    }

    [Fact]
    public void A_package_that_would_be_new_is_no_upgrade() =>
        Assert.Equal(["libc6", "zip", "liblcms2-2"], AptSimulation.Parse(Simulated).Keys);

    [Fact]
    public void Any_security_archive_among_the_origins_makes_it_a_security_upgrade() =>
        Assert.True(AptSimulation.Parse(Simulated)["liblcms2-2"].Security);

    public void Dispose() => kind.Dispose();
}
