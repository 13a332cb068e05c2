using MzPanel.Grains.Refusals;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>Verifications read every row: nobody keeps others from theirs.</summary>
public sealed class AuditVerificationTests
{
    private const int AtOnce = 40;

    [Fact]
    public async Task Many_workspaces_at_once_are_all_verified() => await AtOnceAsync(async audit =>
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => Task.Run(() => audit.VerifyAsync($"wks_{i}"))));
        Assert.All(verdicts, verdict => Assert.True(verdict.Ok));
    });

    [Fact]
    public async Task Of_many_for_one_workspace_the_others_are_told_when_to_come_again() => await AtOnceAsync(async audit =>
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await audit.VerifyAsync()).Ok ? 0 : -1;
            }
            catch (PanelException e) when (e.Error == PanelError.RateLimited)
            {
                return e.RetryAfterS ?? -1;
            }
        })));
        Assert.Contains(0, outcomes);
        Assert.Contains(outcomes, wait => wait > 0);
        Assert.DoesNotContain(-1, outcomes);
    });

    private static async Task AtOnceAsync(Func<ChainedAudit, Task> run)
    {
        await using var records = await TestRecords.SqliteAsync();
        using var directory = new TempDirectory();
        using var audit = await ChainedAudit.OpenAsync(records.Database, directory.Path);
        await audit.WriteAsync(300);
        await run(audit);
    }
}
