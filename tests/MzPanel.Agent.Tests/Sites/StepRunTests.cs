using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Commands;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>Where a step fails, those before it are undone, however it failed.</summary>
public sealed class StepRunTests
{
    private readonly List<string> undone = [];
    private readonly MemoryLog log = new();

    [Fact]
    public async Task A_failure_that_nobody_foresaw_is_undone_like_any_other()
    {
        var failed = await Assert.ThrowsAsync<SiteException>(() => RunAsync(
            Step.Of("make one", () => { }, () => undone.Add("one")),
            Step.Of("make two", () => throw new InvalidOperationException("Nobody foresaw this."), () => undone.Add("two"))));
        Assert.Equal(["two", "one"], undone);
        Assert.Equal(("failed", "Nobody foresaw this. The VPS is as it was before."), (failed.Code, failed.Message));
    }

    [Fact]
    public async Task An_undoing_that_fails_unforeseen_keeps_no_other_from_being_done()
    {
        var failed = await Assert.ThrowsAsync<SiteException>(() => RunAsync(
            Step.Of("make one", () => { }, () => undone.Add("one")),
            Step.Of("make two", () => throw new IOException("No."), () => throw new InvalidOperationException("Not this either."))));
        Assert.Equal(["one"], undone);
        Assert.Contains("What could not be undone: make two", failed.Message, StringComparison.Ordinal);
    }

    private Task RunAsync(params Step[] steps) => new StepRun(log, TimeProvider.System).RunAsync(steps, TestContext.Current.CancellationToken);
}
