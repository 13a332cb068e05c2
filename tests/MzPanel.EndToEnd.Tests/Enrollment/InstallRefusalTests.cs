using System.Text.Json;
using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Enrollment;

/// <summary>What goes wrong while a line is carried out leaves the VPS as it was, and says what to do.</summary>
public sealed class InstallRefusalTests(InstallBench bench) : IClassFixture<InstallBench>
{
    private static readonly string[] Basics = ["uname", "id", "mktemp", "mkdir", "mv", "cp", "chmod", "rm", "cat"];

    [Fact]
    public async Task A_program_that_is_not_the_promised_one_is_not_run()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();
        bench.Offer($"touch '{vps.Root}/ran'");

        var run = await vps.PasteAsync(offer.Line);

        Assert.Equal(1, run.Code);
        Assert.Contains("is not the program that this line names. It was not run.", run.Error, StringComparison.Ordinal);
        Assert.Contains("got      " + bench.Sha256, run.Error, StringComparison.Ordinal);
        AssertUntouched(vps);
    }

    [Fact]
    public async Task A_script_that_was_cut_anywhere_does_nothing()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var (script, offer) = (await bench.ScriptAsync(), await bench.OfferAsync());
        var canary = Path.Combine(vps.Tools, "ran");
        foreach (var tool in new[] { "curl", "wget", "mktemp", "mkdir", "uname", "id", "systemctl", "sudo", "rm", "mv", "cp", "chmod" })
            vps.Tool(tool, $"echo {tool} \"$@\" >>'{canary}'; exit 1");
        var lines = script.Split('\n');
        var cuts = Enumerable.Range(1, lines.Length - 2).Select(count => string.Join('\n', lines[..count]) + "\n").ToList();
        // And within the last line, at each character.
        cuts.AddRange(Enumerable.Range(cuts[^1].Length, script.Length - 1 - cuts[^1].Length).Select(end => script[..end]));

        Assert.InRange(cuts.Count, 200, 1000);
        foreach (var cut in cuts)
        {
            var run = await vps.RunAsync(cut, offer);
            Assert.False(File.Exists(canary), $"Of the first {cut.Length} bytes, {(File.Exists(canary) ? await File.ReadAllTextAsync(canary) : "")} ran. {run.Error}");
        }
        Assert.Empty(Directory.GetFileSystemEntries(vps.Root));
        // Whole, it would.
        await vps.RunAsync(script, offer);
        Assert.True(File.Exists(canary));
    }

    [Theory]
    [InlineData("riscv64", "There is no agent for riscv64, only for x86_64 (amd64) and aarch64 (arm64).")]
    [InlineData("i686", "There is no agent for i686, only for x86_64 (amd64) and aarch64 (arm64).")]
    public async Task An_architecture_without_an_agent_is_named(string machine, string said)
    {
        using var vps = new SandboxVps();
        vps.Tool("uname", $"case $1 in -s) echo Linux ;; *) echo {machine} ;; esac");

        await AssertRefusedAsync(vps, 1, said);
    }

    [Fact]
    public async Task An_architecture_of_which_the_panel_has_no_agent_is_named()
    {
        using var vps = new SandboxVps();
        var (machine, platform) = InstallBench.Platform == "amd64" ? ("aarch64", "arm64") : ("x86_64", "amd64");
        vps.Tool("uname", $"case $1 in -s) echo Linux ;; *) echo {machine} ;; esac");

        await AssertRefusedAsync(vps, 1, $"The line names no agent for {platform}: this panel has none.", "packaging/publish-agent.sh");
    }

    [Fact]
    public async Task Another_system_than_Linux_is_named()
    {
        using var vps = new SandboxVps();
        vps.Tool("uname", "echo FreeBSD");

        await AssertRefusedAsync(vps, 1, "The agent runs on Linux, and this is FreeBSD.");
    }

    [Fact]
    public async Task Without_curl_and_wget_it_says_what_to_install()
    {
        using var vps = new SandboxVps();

        var run = await vps.RunAsync(await bench.ScriptAsync(), await bench.OfferAsync(), vps.PathOf([.. Basics, "sha256sum"]));

        Assert.Equal((1, true), (run.Code, run.Error.Contains("There is neither curl nor wget here.", StringComparison.Ordinal)));
        AssertUntouched(vps);
    }

    [Fact]
    public async Task Without_a_way_to_check_nothing_is_downloaded()
    {
        using var vps = new SandboxVps();

        var run = await vps.RunAsync(await bench.ScriptAsync(), await bench.OfferAsync(), vps.PathOf([.. Basics, "curl"]));

        Assert.Equal((1, true), (run.Code, run.Error.Contains("There is no sha256sum here", StringComparison.Ordinal)));
        AssertUntouched(vps);
    }

    [Fact]
    public async Task Another_panel_than_the_pinned_one_is_refused()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();
        var pin = offer.Arguments.Split("--pin ")[1].Split(' ')[0];

        var run = await vps.PasteAsync(offer.Line.Replace(pin, new string('A', pin.Length), StringComparison.Ordinal));

        Assert.Equal(3, run.Code);
        Assert.Contains("is not a key of this control plane", run.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was installed.", run.Error, StringComparison.Ordinal);
        AssertNotInstalled(vps);
    }

    [Fact]
    public async Task A_token_that_was_used_is_refused_and_what_runs_goes_on()
    {
        using SandboxVps vps = new(), second = new();
        bench.Offer("");
        var offer = await bench.OfferAsync();
        Assert.Equal(0, (await vps.PasteAsync(offer.Line)).Code);
        await using var agent = vps.Start();
        await bench.BecomesAsync(offer.ServerId, "online");
        var (before, token) = (vps.Calls.Length, AgentToken(vps));

        var (again, elsewhere) = (await vps.PasteAsync(offer.Line), await second.PasteAsync(offer.Line));

        Assert.Equal((3, 3), (again.Code, elsewhere.Code));
        Assert.Contains("install_token_invalid", again.Error, StringComparison.Ordinal);
        Assert.Contains("The agent that was here goes on as before.", again.Error, StringComparison.Ordinal);
        Assert.Contains("run the line without MZ_INSTALL_TOKEN", again.Error, StringComparison.Ordinal);
        Assert.Equal((before, token), (vps.Calls.Length, AgentToken(vps)));
        await bench.BecomesAsync(offer.ServerId, "online");
        AssertNotInstalled(second);
    }

    [Fact]
    public async Task A_program_that_does_not_run_here_replaces_none_that_does()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        Assert.Equal(0, (await vps.PasteAsync((await bench.OfferAsync()).Line)).Code);
        var before = vps.Files;
        bench.Offer("echo 'version GLIBC_2.99 not found' >&2; exit 1");

        var run = await vps.PasteAsync((await bench.OfferAsync()).Line);

        Assert.Equal(1, run.Code);
        Assert.Contains("The agent does not run here: version GLIBC_2.99 not found", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, vps.Files);
        Assert.Empty(vps.Left);
    }

    [Fact]
    public async Task Where_systemd_fails_everything_is_as_it_was_but_the_registration()
    {
        using SandboxVps vps = new(), first = new();
        bench.Offer("# the first");
        Assert.Equal(0, (await vps.PasteAsync((await bench.OfferAsync()).Line)).Code);
        var before = Parts(vps);
        foreach (var broken in new[] { vps, first })
            broken.Tool("systemctl", "echo 'Access denied' >&2; exit 4");
        bench.Offer("# the second");

        foreach (var broken in new[] { vps, first })
        {
            var run = await broken.PasteAsync((await bench.OfferAsync()).Line);
            Assert.Equal(1, run.Code);
            Assert.Contains("Access denied", run.Error, StringComparison.Ordinal);
            Assert.Contains("What was here before is put back.", run.Error, StringComparison.Ordinal);
            Assert.Contains("run the line again without MZ_INSTALL_TOKEN=", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, Parts(vps));
        Assert.Empty(Parts(first));
        Assert.True(File.Exists(first.Config));

        static string[] Parts(SandboxVps vps) => [.. vps.Files.Where(f => f.StartsWith("usr/", StringComparison.Ordinal) || f.StartsWith("etc/systemd/", StringComparison.Ordinal))];
    }

    [Theory]
    [InlineData("--sha256-amd64 abc", "--sha256-amd64 is no SHA-256: abc")]
    [InlineData("--sha256-amd64 GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG", "is no SHA-256")]
    [InlineData("--url", "--url needs a value.")]
    [InlineData("--url -K/etc/passwd", "-K/etc/passwd is no address of a panel.")]
    [InlineData("--tokn x", "--tokn is no option.")]
    public async Task What_is_mistyped_is_named(string more, string said)
    {
        using var vps = new SandboxVps();
        var offer = await bench.OfferAsync();

        var run = await vps.RunAsync(await bench.ScriptAsync(), offer, null, more.Split(' '));

        Assert.Equal((2, true), (run.Code, run.Error.Contains(said, StringComparison.Ordinal)));
        AssertUntouched(vps);
    }

    [Fact]
    public async Task Without_a_token_on_a_VPS_that_is_not_registered_it_says_where_the_token_stands()
    {
        using var vps = new SandboxVps();
        bench.Offer("");

        var run = await vps.PasteAsync((await bench.OfferAsync()).WithoutToken);

        Assert.Equal((1, true), (run.Code, run.Error.Contains("curl … | MZ_INSTALL_TOKEN=… sh -s -- …", StringComparison.Ordinal)));
        AssertUntouched(vps);
    }

    [Fact]
    public async Task The_script_is_plain_POSIX_and_a_linter_finds_nothing_wrong_with_any_of_ours()
    {
        using var vps = new SandboxVps();
        var served = vps.Tool("served", "");
        await File.WriteAllTextAsync(served, await bench.ScriptAsync());

        foreach (var script in Directory.GetFiles(Path.Combine(Programs.Root, "packaging"), "*.sh").Append(served))
            Assert.Equal((0, "", ""), await Programs.RunAsync("shellcheck", "--shell=sh", script));
        Assert.Equal((0, "", ""), await Programs.RunAsync("dash", "-n", served));
    }

    private static string AgentToken(SandboxVps vps) =>
        JsonDocument.Parse(File.ReadAllBytes(vps.Config)).RootElement.GetProperty("agent_token").GetString()!;

    private async Task AssertRefusedAsync(SandboxVps vps, int code, params string[] said)
    {
        bench.Offer("");
        var run = await vps.PasteAsync((await bench.OfferAsync()).Line);
        Assert.Equal(code, run.Code);
        Assert.All(said, words => Assert.Contains(words, run.Error, StringComparison.Ordinal));
        AssertUntouched(vps);
    }

    private static void AssertUntouched(SandboxVps vps)
    {
        Assert.Empty(vps.Files);
        Assert.Empty(vps.Calls);
        Assert.Empty(vps.Left);
    }

    /// <summary>What an exchange needs to be asked for again, and the key that outlives registrations, may be there.</summary>
    private static void AssertNotInstalled(SandboxVps vps)
    {
        Assert.All(vps.Files, file => Assert.Contains(file.Split(' ')[0], (string[])["etc/mzagent/seal.key", "var/lib/mzagent/exchange.json"]));
        Assert.Empty(vps.Calls);
        Assert.Empty(vps.Left);
    }
}
