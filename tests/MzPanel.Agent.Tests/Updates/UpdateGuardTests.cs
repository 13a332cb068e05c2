using MzPanel.Agent.Events;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Agent.Updates;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Tests.Updates;

public sealed class UpdateGuardTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly UpdateFiles files;
    private readonly UpdateGuard guard;

    public UpdateGuardTests()
    {
        files = new UpdateFiles(sandbox.Root);
        guard = new UpdateGuard(files, supervised: true, TimeProvider.System);
        sandbox.Put("/usr/local/bin/mzagent", "new");
        sandbox.Put("/usr/local/bin/mzagent.previous", "old");
        files.Begin(new PendingUpdate("one", "0.1.0", "0.2.0", ProcessId.Of(Environment.ProcessId)!, true, 60));
    }

    [Fact]
    public void A_program_that_a_service_manager_has_started_too_often_gives_way()
    {
        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(_ => guard.CountStart()));
        Assert.Equal("old", File.ReadAllText(files.Program));
        Assert.Equal("agent.update_failed", Assert.Single(Events()).Name);
        Assert.False(guard.CountStart());
    }

    [Fact]
    public void Whoever_is_first_decides()
    {
        var outcome = new UpdateOutcome(files, TimeProvider.System);
        var update = files.Read()!;
        Assert.True(outcome.Keep(update));
        Assert.False(outcome.Undo(update, "it was too late."));
        Assert.Equal(("new", UpdateFiles.Welcomed), (File.ReadAllText(files.Program), files.Verdict()));
        Assert.Equal("agent.updated", Assert.Single(Events()).Name);
    }

    [Fact]
    public void Putting_back_that_was_cut_off_is_gone_on_with_at_the_next_start()
    {
        files.Decide(UpdateFiles.Failed);
        Assert.True(guard.CountStart());
        Assert.Equal("old", File.ReadAllText(files.Program));
    }

    [Fact]
    public async Task What_was_welcomed_is_left_alone()
    {
        var update = files.Read()!;
        new UpdateOutcome(files, TimeProvider.System).Keep(update);
        files.Write(update);
        Assert.False(await guard.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal("new", File.ReadAllText(files.Program));
    }

    public void Dispose() => sandbox.Dispose();

    private List<AgentEvent> Events()
    {
        var events = new List<AgentEvent>();
        EventDrop.Collect(sandbox.Root, (_, happened) => events.Add(happened));
        return events;
    }
}
