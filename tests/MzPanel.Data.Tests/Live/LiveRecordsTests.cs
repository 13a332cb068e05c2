using MzPanel.Data.Events;
using MzPanel.Data.Jobs;
using MzPanel.Data.Live;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Agents;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Live;

public abstract class LiveRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private LiveRecords Live => new(Database);

    private ServerRecords Servers => new(Database);

    [Fact]
    public async Task Every_change_of_servers_jobs_and_events_is_told_once()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        await Servers.SetStatusAsync(server, ServerStatus.Online, 5, epoch, null);
        var job = await Seed.OfferedAsync(server, epoch);
        var row = Event(server);
        await new EventRecords(Database).StoreAsync(row, "m1", epoch);
        await Servers.UpdateAsync(server, server with { Name = "other" }, Seed.Entry(server.WorkspaceId, "server.update"));

        string[] expected = [server.Id, server.Id, job.Id, job.Id, row.Id, server.Id];
        Assert.Equal(expected, await SubjectsAsync(server.WorkspaceId, 0));
        Assert.Equal(expected[2..], await SubjectsAsync(server.WorkspaceId, 2));
    }

    [Fact]
    public async Task What_changed_nothing_is_not_told()
    {
        var server = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(server.Id);
        var epoch = await Seed.ConnectAsync(server.Id);
        var job = await Seed.OfferedAsync(server, epoch);
        await Servers.SetFactsAsync(server, epoch, new Hello { Hostname = "h" });
        await new EventRecords(Database).StoreAsync(Event(server), "m1", epoch);
        var now = await Live.NowAsync(server.WorkspaceId);

        await Servers.SetFactsAsync(server, epoch, new Hello { Hostname = "h" });
        await Servers.SetStatusAsync(server, ServerStatus.Online, 9, old, null);
        await new EventRecords(Database).StoreAsync(Event(server), "m1", epoch);
        await new JobRecords(Database).MoveAsync(job, job with { Status = JobStatus.Running }, Seed.Entry(server.WorkspaceId, "job.start"), old);

        Assert.Equal(now, await Live.NowAsync(server.WorkspaceId));
    }

    [Fact]
    public async Task A_server_that_goes_takes_its_queue_along_and_both_are_told()
    {
        var server = await Seed.ServerAsync();
        var (first, second) = (await Seed.JobAsync(server), await Seed.JobAsync(server));
        var now = await Live.NowAsync(server.WorkspaceId);
        Assert.True(await Servers.DeleteAsync(server, Seed.Entry(server.WorkspaceId, "server.delete")));
        Assert.Equal(new[] { first.Id, second.Id, server.Id }.Order(), (await SubjectsAsync(server.WorkspaceId, now)).Order());
    }

    [Fact]
    public async Task Facts_of_a_hello_are_told_where_they_are_new()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var now = await Live.NowAsync(server.WorkspaceId);
        await Servers.SetFactsAsync(server, epoch, new Hello { Hostname = "h", AgentVersion = "1" });
        await Servers.SetFactsAsync(server, epoch, new Hello { AgentVersion = "2" });
        await Servers.SetFactsAsync(server, epoch, new Hello { Hostname = "h", AgentVersion = "2" });
        Assert.Equal([server.Id, server.Id], await SubjectsAsync(server.WorkspaceId, now));
    }

    [Fact]
    public async Task Each_workspace_counts_for_itself()
    {
        var (server, other) = (await Seed.ServerAsync(), await Seed.ServerAsync());
        await Seed.JobAsync(server);
        Assert.Equal([other.Id], await SubjectsAsync(other.WorkspaceId, 0));
        Assert.Equal((2, 1), (await Live.NowAsync(server.WorkspaceId), await Live.NowAsync(other.WorkspaceId)));
    }

    [Fact]
    public async Task Pages_follow_one_another()
    {
        var server = await Seed.ServerAsync();
        var jobs = new List<string>();
        for (var i = 0; i < 7; i++)
            jobs.Add((await Seed.JobAsync(server)).Id);
        var seen = new List<string>();
        for (var after = 1L; await Live.ReadAsync(server.WorkspaceId, after, 3) is { Changes: [.., var last] } page; after = last.Seq)
        {
            Assert.False(page.IsBroken);
            seen.AddRange(page.Changes.Select(change => change.SubjectId));
        }
        Assert.Equal(jobs, seen);
    }

    [Fact]
    public async Task A_place_that_was_never_given_out_is_not_gone_on_from()
    {
        var server = await Seed.ServerAsync();
        var now = await Live.NowAsync(server.WorkspaceId);
        Assert.True((await Live.ReadAsync(server.WorkspaceId, now + 1, 10)).IsBroken);
        Assert.False((await Live.ReadAsync(server.WorkspaceId, now, 10)).IsBroken);
        Assert.False((await Live.ReadAsync(RecordId.New("wks"), 0, 10)).IsBroken);
    }

    [Fact]
    public async Task A_reader_who_comes_back_too_late_is_told_so_and_one_in_time_misses_nothing()
    {
        var server = await Seed.ServerAsync();
        var (start, first) = (await Live.NowAsync(server.WorkspaceId), await Seed.JobAsync(server));
        var middle = await Live.NowAsync(server.WorkspaceId);
        var second = await Seed.JobAsync(server);

        await SweepAsync(first.CreatedAt + 1);

        Assert.True((await Live.ReadAsync(server.WorkspaceId, start, 10)).IsBroken);
        Assert.Equal([second.Id], await SubjectsAsync(server.WorkspaceId, middle));
    }

    [Fact]
    public async Task What_nobody_looked_at_in_time_is_a_gap_for_who_comes_back_not_a_silence()
    {
        var server = await Seed.ServerAsync();
        var before = await Live.NowAsync(server.WorkspaceId);
        for (var i = 0; i < 5; i++)
            await Seed.JobAsync(server);
        await SweepAsync(long.MaxValue);

        Assert.True((await Live.ReadAsync(server.WorkspaceId, before, 10)).IsBroken);
        var now = await Live.NowAsync(server.WorkspaceId);
        var later = await Seed.JobAsync(server);
        Assert.True((await Live.ReadAsync(server.WorkspaceId, before, 10)).IsBroken);
        Assert.Equal([later.Id], await SubjectsAsync(server.WorkspaceId, now));
    }

    [Fact]
    public async Task Sweeping_takes_little_at_a_time()
    {
        var server = await Seed.ServerAsync();
        for (var i = 0; i < 5; i++)
            await Seed.JobAsync(server);
        Assert.True(await Live.SweepAsync(long.MaxValue, 4));
        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM live_changes"));
        Assert.False(await Live.SweepAsync(long.MaxValue, 4));
        Assert.False(await Live.SweepAsync(long.MaxValue, 4));
    }

    [Fact]
    public async Task The_bell_rings_for_the_workspace_that_changed()
    {
        var server = await Seed.ServerAsync();
        var heard = new List<string>();
        Database.Bell.Answer(heard.Add);
        await Seed.JobAsync(server);
        Assert.Equal([server.WorkspaceId], heard);
    }

    private protected async Task<string[]> SubjectsAsync(string workspace, long after)
    {
        var page = await Live.ReadAsync(workspace, after, 100);
        Assert.False(page.IsBroken);
        return [.. page.Changes.Select(change => change.SubjectId)];
    }

    private async Task SweepAsync(long olderThan)
    {
        while (await Live.SweepAsync(olderThan, 2))
        {
        }
    }

    private static EventRow Event(ServerRow server) => new()
    {
        Id = RecordId.New("evt"), WorkspaceId = server.WorkspaceId, ServerId = server.Id, Name = "service.down", Severity = "critical", Message = "m", At = 1, ReceivedAt = 1,
    };
}

public sealed class SqliteLiveRecordsTests() : LiveRecordsTests(postgres: false);
