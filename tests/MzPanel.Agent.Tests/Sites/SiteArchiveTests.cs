using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What is left of removed sites, and for how long.</summary>
public sealed class SiteArchiveTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly FakeTimeProvider time = new();
    private readonly MemoryLog log = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task An_archive_stays_seven_days_and_no_longer()
    {
        var archive = await KeepAsync("first");
        time.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(0, await PruneAsync());
        Assert.Equal("first", File.ReadAllText(archive + "/files/public/index.html"));
        time.Advance(TimeSpan.FromDays(0.2));
        Assert.Equal(1, await PruneAsync());
        Assert.False(Directory.Exists(archive));
    }

    [Fact]
    public async Task An_archive_that_is_deeper_than_any_path_may_be_goes_like_any_other()
    {
        var deep = await KeepAsync("first") + "/files/public/deep";
        var half = sandbox.Root.Resolve("/half");
        foreach (var top in new[] { deep, half })
            Directory.CreateDirectory(top + string.Concat(Enumerable.Repeat("/" + new string('x', 250), 14)));
        Directory.Move(half, deep + string.Concat(Enumerable.Repeat("/" + new string('x', 250), 14)) + "/half");
        time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await PruneAsync());
        Assert.False(Directory.Exists(new SitePaths(sandbox.Root, "site_one").Archives));
    }

    [Fact]
    public async Task One_that_cannot_be_removed_is_told_and_keeps_nobody_from_other_work()
    {
        await KeepAsync("first");
        time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(0, await PruneAsync(new RecordingPrograms().Answer("rm -rf", "", 1)));
        Assert.Contains("rm ended with exit code 1", Assert.Single(log.Lines, l => l.Text.Length > 0).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_is_made_and_removed_again_has_an_archive_of_each_time()
    {
        await KeepAsync("first");
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("second", File.ReadAllText(await KeepAsync("second") + "/files/public/index.html"));
        Assert.Equal(2, Directory.GetDirectories(new SitePaths(sandbox.Root, "site_one").Archives).Length);
    }

    [Fact]
    public async Task What_was_interrupted_between_its_two_renames_is_finished_with_what_it_held()
    {
        var archive = await KeepAsync("first");
        Directory.Move(archive, archive + ".part");
        await RunAsync();
        Assert.Equal("first", File.ReadAllText(archive + "/files/public/index.html"));
    }

    private static SiteEntry Entry => new()
    {
        SiteId = "site_one", Domain = "one.example.org", Kind = SiteKind.Static, User = SiteUsers.NameFor("site_one"),
    };

    private async Task<string> KeepAsync(string content)
    {
        sandbox.Put("/var/www/site_one/public/index.html", content);
        await RunAsync();
        return SiteArchive.Newest(new SitePaths(sandbox.Root, "site_one"))!;
    }

    private async Task<int> PruneAsync(IPrograms? programs = null)
    {
        using var stop = new StopRequest(time);
        var context = new CommandContext(JsonElement.Parse("{}"), sandbox.Root, LocalPolicy.Read(sandbox.Root), log, programs ?? new Programs(stop));
        return await new SiteArchive(sandbox.Root, time).PruneAsync(context, TestContext.Current.CancellationToken);
    }

    private async Task RunAsync()
    {
        foreach (var step in new SiteArchive(sandbox.Root, time).Keep(Entry, null))
            await step.Do(TestContext.Current.CancellationToken);
    }
}
