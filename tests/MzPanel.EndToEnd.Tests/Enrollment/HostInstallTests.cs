namespace MzPanel.EndToEnd.Tests.Enrollment;

/// <summary>
/// The line on a whole machine: this one, in a name space of its own where what would be written to is a copy. Needs root, as
/// installing what the tests need does.
/// </summary>
public sealed class HostInstallTests(InstallBench bench) : IClassFixture<InstallBench>
{
    private const string Copies = """
        set -e
        mount -t tmpfs -o mode=755 copies "$1"
        cp -a /etc "$1/etc" && mount --bind "$1/etc" /etc
        mount -t tmpfs -o mode=755 empty /usr/local/bin
        mount -t tmpfs -o mode=755 empty /var/lib
        mount -t tmpfs -o mode=755 empty /run
        rm -rf /etc/mzagent /etc/systemd/system/mzagent.service
        set +e

        """;

    [Fact]
    public async Task It_is_started_by_systemd_brought_up_to_date_and_taken_off_again()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();

        var run = await OnHostAsync(vps, $"""
            mkdir -p /run/systemd/system
            {offer.Line}
            echo "installed $?"
            stat -c '%a %U %n' /usr/local/bin/mzagent /etc/systemd/system/mzagent.service /etc/mzagent/config.json
            systemd-analyze verify mzagent.service
            echo "verified $?"
            {offer.WithoutToken}
            echo "updated $?"
            curl -fsSL {bench.Address.OriginalString}/install.sh | sh -s -- --uninstall
            echo "removed $?"
            ls -A /usr/local/bin /etc/systemd/system/mzagent.service
            """);

        Assert.Equal("ls: cannot access '/etc/systemd/system/mzagent.service': No such file or directory\n", run.Error);
        foreach (var said in new[]
        {
            $"Registered as {offer.ServerId}.\n", "installed 0\n755 root /usr/local/bin/mzagent\n644 root /etc/systemd/system/mzagent.service\n600 root /etc/mzagent/config.json\nverified 0\n",
            "Keeping the registration", "updated 0\n", "Left as it is: /etc/mzagent:", "removed 0\n/usr/local/bin:\n",
        })
            Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.EndsWith("/usr/local/bin:\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "daemon-reload", "enable mzagent.service", "restart mzagent.service", "daemon-reload", "enable mzagent.service", "restart mzagent.service",
                "disable --now mzagent.service", "daemon-reload",
            ],
            vps.Calls);
    }

    [Fact]
    public async Task An_agent_that_does_not_start_gives_way_to_the_one_that_did()
    {
        using var vps = new SandboxVps();
        bench.Offer("# the first");
        var first = await bench.OfferAsync();
        var failing = Path.Combine(vps.Tools, "failing");
        vps.Tool("systemctl", $"printf '%s\\n' \"$*\" >>'{vps.CallsFile}'; [ \"$1\" != restart ] || ! rm '{failing}' 2>/dev/null");

        var run = await OnHostAsync(vps, $"""
            mkdir -p /run/systemd/system
            {first.Line}
            echo '# mine' >>/etc/systemd/system/mzagent.service
            echo '# an earlier program' >>/usr/local/bin/mzagent
            touch '{failing}'
            {first.WithoutToken}
            echo "failed $?"
            tail -n 1 /etc/systemd/system/mzagent.service /usr/local/bin/mzagent
            ls -A /usr/local/bin
            """);

        Assert.Contains("failed 1\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("# mine\n\n==> /usr/local/bin/mzagent <==\n# an earlier program\nmzagent\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("systemd could not start mzagent.service.", run.Error, StringComparison.Ordinal);
        Assert.Equal(["daemon-reload", "enable mzagent.service", "restart mzagent.service", "daemon-reload", "restart mzagent.service"], vps.Calls[^5..]);
    }

    [Fact]
    public async Task Where_systemd_does_not_run_it_says_how_to_do_without()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();

        var run = await OnHostAsync(vps, $"""
            {offer.Line}
            echo "refused $?"
            ls -A /usr/local/bin
            {offer.Line} --no-service
            echo "installed $?"
            ls -A /usr/local/bin
            """);

        Assert.Contains("refused 1\nDownloading", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("Have something run this as root, and again whenever it ends: /usr/local/bin/mzagent run\ninstalled 0\nmzagent\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("systemd does not run here.\n  With --no-service", run.Error, StringComparison.Ordinal);
        Assert.Empty(vps.Calls);
    }

    [Fact]
    public async Task Who_is_not_root_goes_on_by_sudo_or_hears_that_it_takes_root()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();
        // Nobody, who sees the tools.
        var user = "setpriv --reuid=65534 --regid=65534 --clear-groups";

        var without = await OnHostAsync(vps, $"mkdir -p /run/systemd/system; {offer.Line.Replace("| ", $"| {user} env ", StringComparison.Ordinal)}; echo \"refused $?\"; ls -A /usr/local/bin");
        vps.Tool("sudo", $"printf '%s\\n' \"token $MZ_INSTALL_TOKEN\" \"$@\" >'{vps.Tools}/asked/sudo'; shift; grep -c . \"$2\" >/dev/null && exec \"$@\" --dry-run");
        File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(vps.Tools, "asked")).FullName, (UnixFileMode)0b111_111_111);
        var with = await OnHostAsync(vps, $"mkdir -p /run/systemd/system; {offer.Line.Replace("| ", $"| {user} env ", StringComparison.Ordinal)}; echo \"went $?\"");

        Assert.Contains("refused 1\n", without.Output, StringComparison.Ordinal);
        Assert.Contains("This takes root.\n", without.Error, StringComparison.Ordinal);
        var asked = await File.ReadAllLinesAsync(Path.Combine(vps.Tools, "asked/sudo"));
        Assert.Equal(["token " + offer.Token, "--preserve-env=MZ_INSTALL_TOKEN", "sh"], asked[..3]);
        Assert.Equal(["--elevated", .. offer.Arguments.Split(' ')], asked[4..]);
        Assert.Contains("Would register this VPS", with.Output, StringComparison.Ordinal);
        Assert.EndsWith("went 0\n", with.Output, StringComparison.Ordinal);
    }

    private static Task<ScriptRun> OnHostAsync(SandboxVps vps, string commands) =>
        vps.RunAsync("unshare", ["--mount", "sh", "-s", "--", vps.Root], Copies + commands + "\n");
}
