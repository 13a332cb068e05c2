using System.Text.Json;
using MzPanel.Agent.Backups;
using MzPanel.Agent.Events;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>What a restore does not bring back, where it does not write, and what it says of those before it.</summary>
public sealed class BackupRestoreTests : IDisposable
{
    private readonly BackupBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_folder_that_another_could_swap_for_a_link_is_refused_before_anything_is_written()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var snapshot = await bench.SnapshotAsync(bench.Local());
        var home = Directory.CreateDirectory(bench.Root.Resolve("/home/site")).FullName;
        SystemFile.Own(home, 1234, 4321);

        var refused = await bench.RestoreAsync(bench.Local(), snapshot, "/home/site/restored");

        Assert.Equal("in_the_way", refused.Error!.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home));
    }

    [Fact]
    public async Task A_link_that_an_earlier_restore_left_in_the_folder_is_not_written_through()
    {
        var page = bench.Sandbox.Put("/srv/site/page", "from the snapshot");
        bench.Sandbox.Put("/srv/site/other", "beside it");
        var second = await bench.SnapshotAsync(bench.Local());
        File.Delete(page);
        File.CreateSymbolicLink(page, bench.Sandbox.Put("/etc/page", "of root"));
        var first = await bench.SnapshotAsync(bench.Local());

        Assert.Equal(0, (await bench.RestoreAsync(bench.Local(), first, "/restored")).ExitCode);
        Assert.Equal("in_the_way", (await bench.RestoreAsync(bench.Local(), second, "/restored")).Error!.Code);

        Assert.Equal("of root", File.ReadAllText(bench.Root.Resolve("/etc/page")));
    }

    [Fact]
    public async Task A_link_that_a_sites_user_makes_once_the_restore_is_under_way_leads_it_nowhere()
    {
        var (page, other, elsewhere) = (bench.Sandbox.Put("/srv/site/page", "from the snapshot"), bench.Sandbox.Put("/srv/site/other", "beside it"), bench.Sandbox.Put("/etc/page", "of root"));
        var site = bench.Root.Resolve("/srv/site");
        SystemFile.Own(site, 1234, 4321);
        var snapshot = await bench.SnapshotAsync(bench.Local());
        File.WriteAllText(other, "spoilt");
        Assert.True((await bench.RestoreAsync(bench.Local(), snapshot, "in_place")).ExitCode == 0, bench.Said);
        Assert.Equal("beside it", File.ReadAllText(other));
        bench.Programs.Before = call =>
        {
            if (!call.Arguments.Contains("restore"))
                return;
            File.Delete(page);
            File.CreateSymbolicLink(page, elsewhere);
            SystemFile.Own(page, 1234, 4321);
        };

        var result = await bench.RestoreAsync(bench.Local(), snapshot, "in_place");

        Assert.Equal("of root", File.ReadAllText(elsewhere));
        Assert.NotNull(result.Error);
        bench.Programs.Before = null;
        SystemFile.Own(page, 0, 0);
        Assert.Equal("in_the_way", (await bench.RestoreAsync(bench.Local(), snapshot, "in_place")).Error!.Code);
    }

    [Fact]
    public async Task An_empty_folder_is_not_given_to_its_owner_through_a_link_either()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var (site, owned) = (bench.Root.Resolve("/srv/site"), Directory.CreateDirectory(bench.Root.Resolve("/srv/site/deep/cron.d")).FullName);
        SystemFile.Own(site, 1234, 4321);
        SystemFile.Own(owned, 1234, 4321);
        var snapshot = await bench.SnapshotAsync(bench.Local());
        var roots = Directory.CreateDirectory(bench.Root.Resolve("/etc/cron.d")).FullName;
        Directory.Delete(site + "/deep", recursive: true);
        File.CreateSymbolicLink(site + "/deep", bench.Root.Resolve("/etc"));
        SystemFile.Own(site + "/deep", 1234, 4321);

        var refused = await bench.RestoreAsync(bench.Local(), snapshot, "in_place");

        Assert.Equal(("in_the_way", 0u), (refused.Error!.Code, FileOwner.Of(roots)!.Value.User));
    }

    [Fact]
    public async Task Dumps_of_the_time_of_the_snapshot_do_not_come_back_with_what_is_around_them()
    {
        var page = bench.Sandbox.Put("/var/www/page", "one");
        bench.Sandbox.Put("/var/lib/mz/note", "two");
        var dump = bench.Sandbox.Put("/var/lib/mz/backup-dumps/mariadb/shop.sql", "the database as it was");
        var snapshot = await SnapshotAsync("/var");
        foreach (var include in new[] { "", """, "include": ["/var/", "/var/lib/mz"]""" })
        {
            Directory.Delete(bench.Root.Resolve("/var"), recursive: true);
            var result = await bench.RestoreAsync(bench.Local(), snapshot, "in_place", include);
            Assert.True(result.ExitCode == 0, $"{result.Error}\n{bench.Said}");
            Assert.Equal((2, 6), (result.Result!.Value.GetProperty("files").GetInt32(), result.Result!.Value.GetProperty("bytes").GetInt32()));
            Assert.Equal((true, false), (File.Exists(page), File.Exists(dump)));
        }
        Assert.Equal("in_the_way", (await bench.RestoreAsync(bench.Local(), snapshot, "in_place", """, "include": ["/var/lib/mz/backup-dumps/mariadb"]""")).Error!.Code);
        Assert.Equal(0, (await bench.RestoreAsync(bench.Local(), snapshot, "/restored", """, "include": ["/var"]""")).ExitCode);
        Assert.True(File.Exists(bench.Root.Resolve("/restored" + dump)));
    }

    [Fact]
    public async Task What_the_agent_knows_is_in_no_snapshot_and_never_restored_over_what_it_has()
    {
        bench.Sandbox.Put("/var/lib/mzagent/journal", "old");
        bench.Sandbox.Put("/var/lib/page", "one");
        var taken = await bench.RunAsync("backup.run", $$"""{"plan_id":"plan_one","kind":"full","paths":["/var/lib"],"destinations":[{{bench.Local().ToJsonString()}}]}""");
        Assert.Equal(1, BackupBench.At(taken, 0).GetProperty("files").GetInt32());

        var foreign = await SnapshotAsync("/var");
        Assert.Equal("in_the_way", (await bench.RestoreAsync(bench.Local(), foreign, "in_place", """, "include": ["/var/lib"]""")).Error!.Code);
        Assert.Equal("in_the_way", (await bench.RestoreAsync(bench.Local(), foreign, "/var/lib/mzagent/here")).Error!.Code);
        Assert.Equal("in_the_way", (await bench.RestoreAsync(bench.Local(), foreign, "/etc/mzagent")).Error!.Code);
    }

    [Fact]
    public async Task What_a_killed_restore_left_is_told_by_each_run_and_is_one_event()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var left = bench.Sandbox.Put("/var/lib/mz/before-restore/job_1-my%20shop.sql", "what was there");
        var part = bench.Sandbox.Put("/var/lib/mz/before-restore/job_2-blog.sql.part", "half of what is there still");
        await bench.SnapshotAsync(bench.Local());
        await bench.SnapshotAsync(bench.Local());

        Assert.Equal((true, false), (File.Exists(left), File.Exists(part)));
        Assert.Equal(2, bench.Log.Lines.Count(l => l.Text.Contains("database my shop was interrupted", StringComparison.Ordinal) && l.Text.Contains(left, StringComparison.Ordinal)));
        var events = new List<(string Id, AgentEvent Happened)>();
        EventDrop.Collect(bench.Root, (id, happened) => events.Add((id, happened)));
        Assert.Equal(EventSeverity.Warning, Assert.Single(events, e => e.Happened.Name == "backup.restore_interrupted").Happened.Severity);
    }

    // By restic itself: the agent would have its own left out.
    private async Task<string> SnapshotAsync(string path)
    {
        var destination = Destination.Of(JsonElement.Parse(bench.Local().ToJsonString()));
        await bench.WithAsync(async context =>
        {
            using var repository = new Repository(bench.Root, BackupBench.ServerId, destination, Credentials.Open(bench.Root, destination.Sealed));
            await new Restic(context, repository, TimeProvider.System, () => 0).RunOrInitAsync(
                ["backup", "--exclude=" + bench.Root.Resolve("/var/cache"), "--host=" + BackupBench.ServerId, "--tag=" + Snapshot.TagOf(BackupBench.Plan), "--", bench.Root.Resolve(path)], _ => { }, TestContext.Current.CancellationToken);
        });
        var list = await bench.RunAsync("backup.list", $$"""{"destination":{{bench.Local().ToJsonString()}}}""");
        return list.Result!.Value.GetProperty("snapshots").EnumerateArray().MaxBy(s => s.GetProperty("taken_at").GetInt64()).GetProperty("snapshot").GetString()!;
    }
}
