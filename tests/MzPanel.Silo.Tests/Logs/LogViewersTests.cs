namespace MzPanel.Silo.Tests.Logs;

public sealed class LogViewersTests
{
    [Fact]
    public async Task A_silo_that_stops_lets_its_viewers_go_so_that_they_come_back_elsewhere()
    {
        var panel = new Panel();
        await panel.InitializeAsync();
        var run = await RunningJob.StartAsync(panel);
        await using var viewer = await Viewer.OpenAsync(run.Tenant, run.Id);
        Assert.Equal("status", (await viewer.NextAsync())?.Name);

        await panel.Silo.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Null(await viewer.NextAsync());
        await panel.DisposeAsync();
    }
}
