using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>What the program does when it must not start, and when it is told to stop.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_second_process_on_the_same_directory_refuses_and_says_why()
    {
        using var directory = new TempDirectory();
        await using var first = new SiloProcess(directory.Path);
        await first.StartAsync();
        await using var second = new SiloProcess(directory.Path);
        Assert.NotEqual(0, await second.RunToEndAsync());
        Assert.Contains(directory.Path, second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_and_unknown_settings_stop_the_start_with_one_message_that_names_each()
    {
        using var directory = new TempDirectory();
        await using var silo = new SiloProcess(directory.Path, "--Agents:HeartbeatSeconds=0", "--Jobs:MaxQueud=5");
        Assert.NotEqual(0, await silo.RunToEndAsync());
        Assert.Contains("Agents:HeartbeatSeconds", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Jobs:MaxQueud", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_ends_it_cleanly_and_sends_agents_away()
    {
        using var directory = new TempDirectory();
        await using var silo = new SiloProcess(directory.Path);
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        var (_, install) = await owner.ServerAsync();
        await using var agent = new Agents.ForeignAgent(silo.Address, await owner.RegisterAsync(install), full: true, ["x"]);
        agent.Start();
        await agent.Welcomed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await silo.TerminateAsync());
    }
}
