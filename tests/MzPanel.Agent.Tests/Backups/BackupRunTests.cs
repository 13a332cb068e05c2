using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MzPanel.Agent.Backups;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Events;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Backups to folders of the VPS, by the real restic.</summary>
public sealed class BackupRunTests : IDisposable
{
    private const UnixFileMode Odd = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute;
    private readonly BackupBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_snapshot_comes_back_whole_in_part_to_a_folder_and_in_place()
    {
        var (hosts, page) = (bench.Sandbox.Put("/srv/a/hosts", "one"), bench.Sandbox.Put("/srv/b/[1] *.html", "two"));
        File.SetUnixFileMode(hosts, Odd);
        SystemFile.Own(hosts, 1234, 4321);
        bench.Sandbox.Put("/srv/cache/left-out.tmp", "three");
        var snapshot = await bench.SnapshotAsync(bench.Local(), more: """, "exclude": ["*.tmp"]""");
        Assert.Equal(64, snapshot.Length);

        var whole = await bench.RestoreAsync(bench.Local(), snapshot, "/restored/whole");
        Assert.True(whole.ExitCode == 0, bench.Said);
        Assert.Equal((2, 6), (whole.Result!.Value.GetProperty("files").GetInt32(), whole.Result!.Value.GetProperty("bytes").GetInt32()));
        Assert.Equal(Prints("/srv").Where(f => !f.Key.EndsWith(".tmp", StringComparison.Ordinal)), Prints("/restored/whole" + bench.Root.Path + "/srv"));
        await bench.RestoreAsync(bench.Local(), snapshot, "/restored/part", """, "include": ["/srv/b/[1] *.html"]""");
        Assert.Equal(["/b/[1] *.html"], Prints("/restored/part" + bench.Root.Path + "/srv").Keys);

        File.WriteAllText(hosts, "spoilt");
        File.SetUnixFileMode(hosts, UnixFileMode.UserRead);
        File.Delete(page);
        bench.Sandbox.Put("/srv/new", "stays");
        var before = Prints("/restored/whole" + bench.Root.Path + "/srv");
        var back = await bench.RestoreAsync(bench.Local(), snapshot, "in_place");
        Assert.True(back.ExitCode == 0, bench.Said);
        Assert.Equal(before, Prints("/srv").Where(f => before.ContainsKey(f.Key)));
        Assert.True(File.Exists(bench.Root.Resolve("/srv/new")));
        Assert.False(Directory.Exists(DatabaseDumps.FolderOf(bench.Root)));
    }

    [Theory, InlineData("/srv/site/deep", "/etc"), InlineData("/srv/site/deep/page", "/etc/page")]
    public async Task Nothing_is_restored_through_a_link_that_somebody_else_than_root_put_in_its_way(string link, string leadsTo)
    {
        var (page, elsewhere) = (bench.Sandbox.Put("/srv/site/deep/page", "from the snapshot"), bench.Sandbox.Put("/etc/page", "of root"));
        var snapshot = await bench.SnapshotAsync(bench.Local());
        File.Delete(page);
        if (Directory.Exists(bench.Root.Resolve(link)))
            Directory.Delete(bench.Root.Resolve(link));
        File.CreateSymbolicLink(bench.Root.Resolve(link), bench.Root.Resolve(leadsTo));
        SystemFile.Own(bench.Root.Resolve(link), 1234, 4321);

        var refused = await bench.RestoreAsync(bench.Local(), snapshot, "in_place");

        Assert.Equal("in_the_way", refused.Error!.Code);
        Assert.Contains(bench.Root.Resolve(link), refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal("of root", File.ReadAllText(elsewhere));
        SystemFile.Own(bench.Root.Resolve(link), 0, 0);
        Assert.Equal(0, (await bench.RestoreAsync(bench.Local(), snapshot, "in_place")).ExitCode);
        Assert.Equal("from the snapshot", File.ReadAllText(elsewhere));
    }

    [Fact]
    public async Task What_the_agent_is_and_may_do_is_in_no_snapshot()
    {
        bench.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true}""");
        bench.Sandbox.Put("/etc/page", "one");
        var taken = await bench.RunAsync("backup.run", $$"""{"plan_id":"{{BackupBench.Plan}}","kind":"full","paths":["/etc"],"destinations":[{{bench.Local().ToJsonString()}}]}""");
        var snapshot = BackupBench.At(taken, 0).GetProperty("snapshot").GetString()!;

        Assert.Equal(0, (await bench.RestoreAsync(bench.Local(), snapshot, "/restored")).ExitCode);

        Assert.Equal(["/page"], Prints("/restored" + bench.Root.Path + "/etc").Keys);
    }

    [Fact]
    public async Task A_plan_prunes_its_own_snapshots_only()
    {
        bench.Sandbox.Put("/srv/page", "one");
        const string KeepTwo = """, "retention": {"last": 2}""";
        var others = await bench.SnapshotAsync(bench.Local(), "plan_two");
        var first = await bench.SnapshotAsync(bench.Local(), more: KeepTwo);
        bench.Sandbox.Put("/srv/page", "two");
        var second = await bench.SnapshotAsync(bench.Local(), more: KeepTwo);
        var last = await bench.BackupAsync(bench.Local(), more: KeepTwo);

        var at = BackupBench.At(last, 0);
        Assert.Equal(1, at.GetProperty("pruned").GetInt32());
        Assert.Equal([second, at.GetProperty("snapshot").GetString()!], at.GetProperty("kept").EnumerateArray().Select(k => k.GetString()!).OrderByDescending(k => k == second));
        Assert.Equal([others, second, at.GetProperty("snapshot").GetString()!], (await ListAsync()).Select(s => s.Id));
        Assert.DoesNotContain(first, (await ListAsync()).Select(s => s.Id));

        var foreign = await bench.RunAsync("backup.forget", Asked($$""", "plan_id": "plan_one", "snapshots": ["{{others}}"]"""));
        Assert.Equal("bad_args", foreign.Error!.Code);
        Assert.Equal(0, (await bench.RunAsync("backup.forget", Asked($$""", "plan_id": "plan_two", "snapshots": ["{{others}}", "{{first}}"]"""))).ExitCode);
        Assert.All(await ListAsync(), s => Assert.Equal("plan_one", s.Plan));
        Assert.Equal("not_found", (await bench.RestoreAsync(bench.Local(), second, "/x", plan: "plan_two")).Error!.Code);
    }

    [Fact]
    public async Task A_destination_that_is_away_fails_for_itself_only_and_each_is_told()
    {
        bench.Sandbox.Put("/srv/page", "one");
        await bench.SnapshotAsync(bench.Local("dest_locked", "/mnt/locked", "another password"));
        var away = bench.Destination("dest_away", "object", new JsonObject { ["endpoint"] = "https://127.0.0.1:1", ["bucket"] = "backups" },
            new() { ["access_key_id"] = "key-of-canary", ["secret_access_key"] = "secret-of-canary" });
        var foreign = bench.Local("dest_foreign");
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        foreign["sealed"] = Seals.Seal(other, """{"password":"abc"}""");
        JsonNode[] all = [away, bench.Local("dest_locked", "/mnt/locked"), foreign, bench.Local("dest_good", "/mnt/good")];
        Collect();

        var result = await bench.RunAsync("backup.run", $$"""{"plan_id":"plan_one","kind":"full","paths":["/srv"],"destinations":{{new JsonArray(all).ToJsonString()}}}""");

        Assert.Equal((1, "backup_incomplete"), (result.ExitCode, result.Error!.Code));
        string?[] codes = [.. Enumerable.Range(0, all.Length).Select(n => BackupBench.At(result, n)).Select(d => d.TryGetProperty("error", out var e) ? e.GetProperty("code").GetString() : null)];
        Assert.Equal(["destination_unreachable", "wrong_password", "bad_credentials", null], codes);
        Assert.Equal(64, BackupBench.At(result, 3).GetProperty("snapshot").GetString()!.Length);
        var events = Collect();
        Assert.Equal(["backup.done", "backup.failed", "backup.failed", "backup.failed"], events.Select(e => e.Name).Order());
        Assert.All(events, e => Assert.Equal(("plan", "plan_one"), (e.Subject!.Type, e.Subject.Id)));
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_take_and_leaves_nothing()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var result = await bench.BackupAsync(bench.Local(), more: """, "dry_run": true""");
        Assert.Equal((0, false), (result.ExitCode, Directory.Exists(bench.Root.Resolve("/mnt/backup"))));
        Assert.Contains($"Would take {bench.Root.Resolve("/srv")}", bench.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_tells_a_whole_repository_from_a_damaged_one()
    {
        File.WriteAllBytes(bench.Sandbox.Put("/srv/page", ""), RandomNumberGenerator.GetBytes(100_000));
        await bench.SnapshotAsync(bench.Local());
        var whole = await bench.RunAsync("backup.check", Asked(""", "read_data_percent": 100"""));
        Assert.True(whole.ExitCode == 0 && whole.Result!.Value.GetProperty("ok").GetBoolean(), bench.Said);
        File.Delete(Directory.EnumerateFiles(bench.Root.Resolve($"/mnt/backup/{BackupBench.ServerId}/data"), "*", SearchOption.AllDirectories).MaxBy(f => new FileInfo(f).Length)!);
        var damaged = await bench.RunAsync("backup.check", Asked(""));
        Assert.Equal("repository_damaged", damaged.Error!.Code);
        Assert.False(damaged.Result!.Value.GetProperty("ok").GetBoolean());
        Assert.NotEmpty(damaged.Result!.Value.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task Nothing_that_was_sealed_is_where_others_could_read_it()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var snapshot = await bench.SnapshotAsync(bench.Local());
        var result = await bench.RestoreAsync(bench.Local(), snapshot, "/restored");
        var failed = await bench.BackupAsync(bench.Local(password: bench.Password + "-wrong"));
        Assert.NotNull(failed.Error);
        string[] open = [.. bench.Programs.Arguments, bench.Said, result.Result.ToString()!, failed.Result.ToString()!, failed.Error.Message];
        Assert.All(open, text => Assert.DoesNotContain("canary", text, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(bench.Root.Path, "*", SearchOption.AllDirectories))
            Assert.False(File.ReadAllText(file).Contains(bench.Password, StringComparison.Ordinal), file);
    }

    [Fact]
    public async Task Without_a_key_of_its_own_a_server_says_what_to_do()
    {
        var destination = bench.Local();
        File.Delete(bench.Root.Resolve(SealKey.Path));
        var result = await bench.RunAsync("backup.list", $$"""{"destination":{{destination.ToJsonString()}}}""");
        Assert.Equal("bad_credentials", result.Error!.Code);
    }

    private List<AgentEvent> Collect()
    {
        var events = new List<AgentEvent>();
        EventDrop.Collect(bench.Root, (_, happened) => events.Add(happened));
        return events;
    }

    private string Asked(string more) => $$"""{"destination":{{bench.Local().ToJsonString()}}{{more}}}""";

    private async Task<List<(string Id, string Plan)>> ListAsync() =>
        [.. (await bench.RunAsync("backup.list", Asked(""))).Result!.Value.GetProperty("snapshots").EnumerateArray().Select(s => (s.GetProperty("snapshot").GetString()!, s.GetProperty("plan_id").GetString()!))];

    // What every file beneath a folder holds, and whose it is.
    private SortedDictionary<string, string> Prints(string folder)
    {
        var top = bench.Root.Resolve(folder);
        var owners = StatsOf(top);
        return new(Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories).ToDictionary(
            f => f[top.Length..], f => $"{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))} {File.GetUnixFileMode(f)} {owners[f]}"), StringComparer.Ordinal);
    }

    private static Dictionary<string, string> StatsOf(string folder)
    {
        using var find = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("find", [folder, "-type", "f", "-printf", "%U:%G %p\\n"]) { RedirectStandardOutput = true })!;
        return find.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2)).ToDictionary(l => l[1], l => l[0]);
    }
}
