using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>One process at a time changes sites, and nobody but root can keep it from that.</summary>
public sealed class SiteLockTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task No_user_but_root_can_open_the_file_and_with_that_hold_it()
    {
        using (await TakeAsync())
            Assert.Equal(SystemFile.OwnerOnly, File.GetUnixFileMode(Lock));
    }

    [Fact]
    public async Task A_file_that_everybody_could_open_is_closed_to_them()
    {
        File.SetUnixFileMode(sandbox.Put("/var/lib/mz/lock", ""), SystemFile.Readable);
        using (await TakeAsync())
            Assert.Equal(SystemFile.OwnerOnly, File.GetUnixFileMode(Lock));
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_told_that_other_work_is_going_on()
    {
        using var first = await TakeAsync();
        var second = TakeAsync();
        await WorkerBench.Eventually(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return second.IsCompleted ? "over" : null;
        }, "its end");
        var refused = await Assert.ThrowsAsync<SiteException>(() => second);
        Assert.Equal("busy", refused.Code);
    }

    private string Lock => sandbox.Root.Resolve("/var/lib/mz/lock");

    private Task<IDisposable> TakeAsync() => SiteLock.TakeAsync(sandbox.Root, time, TestContext.Current.CancellationToken);
}
