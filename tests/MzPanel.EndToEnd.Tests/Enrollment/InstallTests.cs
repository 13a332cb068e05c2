using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Enrollment;

/// <summary>The line that a panel shows for a new server, pasted into a shell: what it does.</summary>
public sealed class InstallTests(InstallBench bench) : IClassFixture<InstallBench>
{
    [Fact]
    public async Task A_pasted_line_makes_a_server_that_comes_online_and_works()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();

        var run = await vps.PasteAsync(offer.Line);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains($"Registered as {offer.ServerId}.", run.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(bench.Program), File.ReadAllBytes(vps.Agent));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "packaging/mzagent.service")), await File.ReadAllTextAsync(vps.Unit));
        Assert.Equal("755 644 600", string.Join(' ', new[] { vps.Agent, vps.Unit, vps.Config }.Select(f => Convert.ToString((int)File.GetUnixFileMode(f), 8))));
        Assert.Equal([$"--root={vps.Root} enable mzagent.service"], vps.Calls);
        Assert.Empty(vps.Left);
        await using var agent = vps.Start();
        await bench.BecomesAsync(offer.ServerId, "online");
        var job = await bench.Owner.EndedAsync(await bench.Owner.JobAsync(offer.ServerId, "system.info"));
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Nobody_sees_the_token_among_the_processes()
    {
        using var vps = new SandboxVps();
        var seen = Path.Combine(vps.Tools, "processes");
        bench.Offer($"[ $1 != register ] || {{ cat /proc/[0-9]*/cmdline | tr '\\0' ' ' >'{seen}'; [ -z \"$MZ_INSTALL_TOKEN\" ] || echo given >>'{seen}'; }}");
        var offer = await bench.OfferAsync();

        Assert.Equal(0, (await vps.PasteAsync(offer.Line)).Code);

        var processes = await File.ReadAllTextAsync(seen);
        Assert.Contains("given", processes, StringComparison.Ordinal);
        Assert.Contains(offer.Arguments, processes, StringComparison.Ordinal);
        Assert.DoesNotContain(offer.Token, processes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_does_nothing()
    {
        using var vps = new SandboxVps();
        bench.Offer($"touch '{vps.Root}/ran'");
        var offer = await bench.OfferAsync();

        var run = await vps.PasteAsync(offer.Line + " --dry-run");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            [
                $"Would download {bench.Address.OriginalString}/download/mzagent-linux-{InstallBench.Platform}", $"Would check that its SHA-256 is {bench.Sha256}",
                $"Would register this VPS with {bench.Address.OriginalString}, whose key is {offer.Arguments.Split("--pin ")[1].Split(' ')[0]}",
                $"Would write {vps.Agent}", $"Would write {vps.Unit}", $"Would run systemctl --root={vps.Root} enable mzagent.service", "Nothing was changed.",
            ],
            run.Output.TrimEnd().Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(vps.Root));
        Assert.Empty(vps.Calls);
        bench.Offer("");
        // The token is still good.
        Assert.Equal(0, (await vps.PasteAsync(offer.Line.Replace(offer.Arguments, (await bench.OfferAsync()).Arguments, StringComparison.Ordinal))).Code);
    }

    [Fact]
    public async Task Once_more_without_a_token_brings_the_agent_up_to_date_and_keeps_the_registration()
    {
        using var vps = new SandboxVps();
        bench.Offer("# the first");
        var first = await bench.OfferAsync();
        Assert.Equal(0, (await vps.PasteAsync(first.Line)).Code);
        var config = await File.ReadAllBytesAsync(vps.Config);
        await File.AppendAllTextAsync(vps.Unit, "# of an earlier version\n");
        bench.Offer("# the second");

        var run = await vps.PasteAsync((await bench.OfferAsync()).WithoutToken);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Keeping the registration", run.Output, StringComparison.Ordinal);
        Assert.Equal(config, await File.ReadAllBytesAsync(vps.Config));
        Assert.Equal(await File.ReadAllBytesAsync(bench.Program), await File.ReadAllBytesAsync(vps.Agent));
        Assert.DoesNotContain("earlier", await File.ReadAllTextAsync(vps.Unit), StringComparison.Ordinal);
        await using var agent = vps.Start();
        await bench.BecomesAsync(first.ServerId, "online");
    }

    [Fact]
    public async Task Once_more_with_another_token_makes_it_the_other_server()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        Assert.Equal(0, (await vps.PasteAsync((await bench.OfferAsync()).Line)).Code);
        var other = await bench.OfferAsync();

        Assert.Equal(0, (await vps.PasteAsync(other.Line)).Code);

        Assert.Contains(other.ServerId, await File.ReadAllTextAsync(vps.Config), StringComparison.Ordinal);
        await using var agent = vps.Start();
        await bench.BecomesAsync(other.ServerId, "online");
    }

    [Fact]
    public async Task Wget_does_where_there_is_no_curl()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var path = vps.PathOf("uname", "id", "mktemp", "mkdir", "mv", "cp", "chmod", "rm", "cat", "sha256sum", "wget");

        var run = await vps.RunAsync(await bench.ScriptAsync(), await bench.OfferAsync(), path);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.True(File.Exists(vps.Config));
    }

    [Fact]
    public async Task Uninstalling_takes_the_agent_and_its_unit_and_says_what_it_leaves()
    {
        using var vps = new SandboxVps();
        bench.Offer("");
        var offer = await bench.OfferAsync();
        Assert.Equal(0, (await vps.PasteAsync(offer.Line)).Code);
        Directory.CreateDirectory(Path.Combine(vps.Root, "etc/mz"));
        await File.WriteAllTextAsync(Path.Combine(vps.Root, "etc/mz/sites.json"), "[]");
        var before = vps.Files;
        var uninstall = $"curl -fsSL {bench.Address.OriginalString}/install.sh | sh -s -- --uninstall";

        var plan = await vps.PasteAsync(uninstall + " --dry-run");
        Assert.Equal((0, before.Length), (plan.Code, vps.Files.Intersect(before).Count()));
        var run = await vps.PasteAsync(uninstall);
        var again = await vps.PasteAsync(uninstall);

        Assert.Equal((0, "", 0, ""), (run.Code, run.Error, again.Code, again.Error));
        Assert.Equal(before.Where(f => !f.Contains("bin/mzagent ", StringComparison.Ordinal) && !f.Contains("mzagent.service", StringComparison.Ordinal)), vps.Files);
        Assert.Equal($"--root={vps.Root} disable mzagent.service", vps.Calls[^1]);
        foreach (var left in new[] { "/etc/mz:", "/etc/mzagent:", "/var/lib/mzagent:" })
            Assert.Contains($"Left as it is: {vps.Root}{left}", run.Output, StringComparison.Ordinal);
    }
}
