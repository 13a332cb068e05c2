using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Logs;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Logs;

public abstract class LogRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private LogRecords Logs => new(Database);

    private static LogChunk Lines(long first, int count, string text = "line") => new(first, count, LogCodec.Encode(
        [.. Enumerable.Range(0, count).Select(i => new LogLine { Stream = LogLine.Stdout, Text = $"{text} {first + i}", Ts = 1 })], 1));

    private async Task<(JobRow Job, string Command, long Epoch)> RunningAsync(ServerRow? server = null, int slot = 0)
    {
        server ??= await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var job = await Seed.OfferedAsync(server, epoch, slot);
        return (job, job.CommandId!, epoch);
    }

    private async Task<string[]> TextAsync(string command, long after = 0) =>
        [.. (await Logs.ReadAsync(command, after, 100_000, int.MaxValue)).SelectMany(c => LogCodec.Decode(c, after)).Select(l => l.Text)];

    [Fact]
    public async Task What_was_appended_is_read_from_any_line()
    {
        var (job, command, epoch) = await RunningAsync();
        Assert.True(await Logs.AppendAsync(job.Id, command, epoch, 0, [Lines(1, 3), Lines(4, 2)]));
        Assert.True(await Logs.AppendAsync(job.Id, command, epoch, 5, [new LogChunk(6, 10, null), Lines(16, 1)]));

        Assert.Equal(16, (await new JobRecords(Database).FindAsync(job.Id))!.LogEnd);
        Assert.Equal(["line 1", "line 2", "line 3", "line 4", "line 5", "line 16"], await TextAsync(command));
        Assert.Equal(["line 3", "line 4", "line 5", "line 16"], await TextAsync(command, after: 2));
        Assert.Equal(["line 16"], await TextAsync(command, after: 9));
        Assert.Equal(new LogChunk(6, 10, null), (await Logs.ReadAsync(command, 9, 10, 1000))[0]);
        Assert.Empty(await Logs.ReadAsync(command, 16, 10, 1000));
        Assert.Empty(await Logs.ReadAsync("unknown\0", 0, 10, 1000));
    }

    [Fact]
    public async Task The_same_lines_again_are_refused_and_change_nothing()
    {
        var (job, command, epoch) = await RunningAsync();
        Assert.True(await Logs.AppendAsync(job.Id, command, epoch, 0, [Lines(1, 3)]));
        Assert.False(await Logs.AppendAsync(job.Id, command, epoch, 0, [Lines(1, 3, "other")]));
        Assert.Equal(["line 1", "line 2", "line 3"], await TextAsync(command));
    }

    [Fact]
    public async Task Of_many_appends_at_one_end_one_wins()
    {
        var (job, command, epoch) = await RunningAsync();
        var appended = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            Logs.AppendAsync(job.Id, command, epoch, 0, [Lines(1, 2, $"writer {i}")]))));
        Assert.Single(appended, won => won);
        Assert.Equal(2, (await TextAsync(command)).Length);
    }

    [Fact]
    public async Task An_older_epoch_appends_nothing_but_the_control_plane_may_fill_a_gap()
    {
        var (job, command, old) = await RunningAsync();
        var current = await Seed.ConnectAsync(job.ServerId);
        Assert.False(await Logs.AppendAsync(job.Id, command, old, 0, [Lines(1, 1)]));
        Assert.True(await Logs.AppendAsync(job.Id, command, 0, 0, [new LogChunk(1, 4, null)]));
        Assert.True(await Logs.AppendAsync(job.Id, command, current, 4, [Lines(5, 1)]));
    }

    [Fact]
    public async Task A_command_of_another_job_takes_no_lines()
    {
        var (job, command, epoch) = await RunningAsync();
        Assert.False(await Logs.AppendAsync("job_other", command, epoch, 0, [Lines(1, 1)]));
        Assert.False(await Logs.AppendAsync(job.Id, "unknown", epoch, 0, [Lines(1, 1)]));
        await Assert.ThrowsAsync<ArgumentException>(() => Logs.AppendAsync(job.Id, command, epoch, 0, [Lines(2, 1)]));
    }

    [Fact]
    public async Task Text_comes_back_byte_for_byte()
    {
        string[] texts = ["", "nul\0inside", "\uFFFD", "💾", "plain"];
        var (job, command, epoch) = await RunningAsync();
        var lines = texts.Select(t => new LogLine { Stream = LogLine.Stderr, Text = t }).ToArray();
        await Logs.AppendAsync(job.Id, command, epoch, 0, [new LogChunk(1, lines.Length, LogCodec.Encode(lines, 7))]);
        Assert.Equal(texts, await TextAsync(command));
    }

    [Fact]
    public async Task A_read_stops_at_either_limit_and_goes_on_behind_it()
    {
        var (job, command, epoch) = await RunningAsync();
        for (var first = 1; first <= 400; first += 2)
            await Logs.AppendAsync(job.Id, command, epoch, first - 1, [Lines(first, 2)]);

        Assert.Equal(5, (await Logs.ReadAsync(command, 0, 10, int.MaxValue)).Count);
        Assert.Single(await Logs.ReadAsync(command, 0, 1_000, maxBytes: 1));
        Assert.Equal(200, (await Logs.ReadAsync(command, 0, 1_000, int.MaxValue)).Count);
        var (after, pages) = (0L, 0);
        while (await Logs.ReadAsync(command, after, 33, int.MaxValue) is [.., var last])
            (after, pages) = (last.LastSeq, pages + 1);
        Assert.Equal((400, 12), (after, pages));
    }

    [Fact]
    public async Task Retention_takes_old_logs_of_ended_jobs_and_leaves_a_gap()
    {
        var server = await Seed.ServerAsync();
        var (old, _, epoch) = await RunningAsync(server);
        await Logs.AppendAsync(old.Id, old.CommandId!, epoch, 0, [Lines(1, 600)]);
        await EndAsync(old, finishedAt: 10);
        var (young, _, later) = await RunningAsync(server);
        await Logs.AppendAsync(young.Id, young.CommandId!, later, 0, [Lines(1, 5)]);
        await EndAsync(young, finishedAt: 30);
        var (running, _, latest) = await RunningAsync(server);
        await Logs.AppendAsync(running.Id, running.CommandId!, latest, 0, [Lines(1, 5)]);

        Assert.True(await Logs.SweepAsync(olderThan: 20, long.MaxValue, limit: 10) > 0);
        Assert.Equal([new LogChunk(1, 600, null)], await Logs.ReadAsync(old.CommandId!, 0, 10, 1000));
        Assert.Equal([new LogChunk(1, 600, null)], await Logs.ReadAsync(old.CommandId!, 500, 10, 1000));
        Assert.Equal(600, (await new JobRecords(Database).FindAsync(old.Id))!.LogEnd);
        Assert.Equal(5, (await TextAsync(young.CommandId!)).Length);
        Assert.Equal(5, (await TextAsync(running.CommandId!)).Length);
        Assert.Equal(0, await Logs.SweepAsync(olderThan: 20, long.MaxValue, limit: 10));
        Assert.True(await Logs.AppendAsync(old.Id, old.CommandId!, 0, 600, [Lines(601, 1)]));
    }

    [Fact]
    public async Task Retention_takes_the_oldest_logs_of_a_server_that_holds_too_much()
    {
        var server = await Seed.ServerAsync();
        var jobs = new List<JobRow>();
        for (var i = 0; i < 4; i++)
        {
            var (job, command, epoch) = await RunningAsync(server);
            await Logs.AppendAsync(job.Id, command, epoch, 0, [new LogChunk(1, 1, new byte[1000])]);
            await EndAsync(job, finishedAt: 1_000);
            jobs.Add(job);
        }
        Assert.Equal(1000, await Logs.SweepAsync(olderThan: 0, maxBytesPerServer: 2_500, limit: 1));
        Assert.Equal(1000, await Logs.SweepAsync(olderThan: 0, maxBytesPerServer: 2_500, limit: 10));
        Assert.Equal(0, await Logs.SweepAsync(olderThan: 0, maxBytesPerServer: 2_500, limit: 10));
        var left = new List<bool>();
        foreach (var job in jobs)
            left.Add((await Logs.ReadAsync(job.CommandId!, 0, 10, 1000))[0].IsGap);
        Assert.Equal([true, true, false, false], left);
    }

    [Fact]
    public async Task A_sweep_that_a_crash_broke_off_is_finished_by_the_next()
    {
        var (job, command, epoch) = await RunningAsync();
        await Logs.AppendAsync(job.Id, command, epoch, 0, [Lines(1, 3), Lines(4, 3)]);
        await ExecuteAsync("UPDATE log_positions SET swept = 1");
        await ExecuteAsync("DELETE FROM job_logs WHERE first_seq = 1");
        Assert.Equal([new LogChunk(1, 6, null)], await Logs.ReadAsync(command, 0, 10, 1000));
        Assert.True(await Logs.SweepAsync(0, long.MaxValue, 10) > 0);
        Assert.Equal([new LogChunk(1, 6, null)], await Logs.ReadAsync(command, 0, 10, 1000));
    }

    private async Task EndAsync(JobRow job, long finishedAt) => Assert.True(await new JobRecords(Database).MoveAsync(
        job, job with { Status = JobStatus.Succeeded, LaneSlot = null, FinishedAt = finishedAt }, Seed.Entry(job.WorkspaceId, "job.end"), null));
}

public sealed class SqliteLogRecordsTests() : LogRecordsTests(postgres: false);

public sealed class PostgresLogRecordsTests() : LogRecordsTests(postgres: true);
