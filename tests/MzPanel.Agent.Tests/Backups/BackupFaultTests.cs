using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Backups whose run or whose destination ends in the middle.</summary>
public sealed class BackupFaultTests : IDisposable
{
    private readonly BackupBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task After_a_kill_in_the_middle_the_next_run_removes_what_was_left_and_keeps_what_was_whole()
    {
        const string Prunes = """, "retention": {"last": 1}""";
        bench.Sandbox.Put("/srv/page", "one");
        var first = await bench.SnapshotAsync(bench.Local());
        var workers = Begin("job_killed");
        var locks = bench.Root.Resolve($"/mnt/backup/{BackupBench.ServerId}/locks");
        await Until.Async(() => Task.FromResult(Directory.EnumerateFiles(locks).Any()));
        workers.Kill("job_killed");
        workers.Ended("job_killed");
        Assert.NotEmpty(Directory.EnumerateFiles(locks));
        File.Delete(bench.Root.Resolve("/srv/large"));

        var next = await bench.BackupAsync(bench.Local(), more: Prunes);

        Assert.True(next.ExitCode == 0, $"{next.Error}\n{bench.Said}");
        Assert.DoesNotContain(BackupBench.At(next, 0).GetProperty("kept").EnumerateArray(), kept => kept.GetString() == first);
        Assert.Empty(Directory.EnumerateFiles(locks));
        Assert.True((await bench.RunAsync("backup.check", $$"""{"destination":{{bench.Local().ToJsonString()}}}""")).ExitCode == 0, bench.Said);
    }

    [Fact]
    public async Task A_cancelled_run_ends_restic_and_leaves_no_dump_and_no_key()
    {
        bench.Sandbox.Put("/srv/page", "one");
        await bench.SnapshotAsync(bench.Local());
        var workers = Begin("job_cancelled");
        await Until.Async(() => Task.FromResult(Directory.EnumerateFiles(bench.Root.Resolve($"/mnt/backup/{BackupBench.ServerId}/locks")).Any()));
        workers.Stop("job_cancelled", 5);
        await Until.Async(() => Task.FromResult(workers.Look("job_cancelled").Exit is not null));
        Assert.Equal(JobOutcome.Cancelled, workers.Look("job_cancelled").Exit!.Outcome);
        workers.Ended("job_cancelled");
        Assert.False(Directory.Exists(bench.Root.Resolve("/var/lib/mz/backup-dumps")));
        foreach (var file in Directory.EnumerateFiles(bench.Root.StateDirectory, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(bench.Password, File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_old_snapshots_cannot_be_removed_the_new_one_is_told_all_the_same_and_the_job_fails()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var programs = new RecordingPrograms()
            .Answer("restic backup", """{"message_type":"summary","total_files_processed":1,"total_bytes_processed":3,"data_added":3,"snapshot_id":"0123abcd"}""" + "\n")
            .Answer("restic forget", "", 1);
        var result = await bench.RunAsync("backup.run", $$"""{"plan_id":"plan_one","kind":"full","paths":["/srv"],"retention":{"last":1},"destinations":[{{bench.Local().ToJsonString()}}]}""", programs);
        Assert.Equal("backup_incomplete", result.Error!.Code);
        Assert.Equal(("done", "0123abcd"), (BackupBench.At(result, 0).GetProperty("status").GetString(), BackupBench.At(result, 0).GetProperty("snapshot").GetString()));
        Assert.StartsWith("The snapshot is there, but", BackupBench.At(result, 0).GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_fails_that_destination_and_says_so()
    {
        var full = Directory.CreateDirectory(bench.Root.Resolve("/mnt/full")).FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", full);
        try
        {
            File.WriteAllBytes(bench.Sandbox.Put("/srv/large", ""), RandomNumberGenerator.GetBytes(4 * 1024 * 1024));
            JsonNode[] both = [bench.Local("dest_full", "/mnt/full"), bench.Local("dest_good", "/mnt/good")];
            var result = await bench.RunAsync("backup.run", $$"""{"plan_id":"plan_one","kind":"full","paths":["/srv"],"destinations":{{new JsonArray(both).ToJsonString()}}}""");
            Assert.Equal("destination_full", BackupBench.At(result, 0).GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("done", BackupBench.At(result, 1).GetProperty("status").GetString());
        }
        finally
        {
            Run("umount", full);
        }
    }

    // So much that it takes restic a while.
    private ProcessWorkers Begin(string job)
    {
        File.WriteAllBytes(bench.Sandbox.Put("/srv/large", ""), RandomNumberGenerator.GetBytes(64 * 1024 * 1024));
        var args = System.Text.Json.JsonDocument.Parse($$"""{"plan_id":"plan_one","kind":"full","paths":["/srv"],"destinations":[{{bench.Local().ToJsonString()}}]}""").RootElement;
        var workers = new ProcessWorkers(bench.Root, [AgentProgram.File]);
        workers.Prepare(new JobSpec(job, "job_1", "backup.run", args, 60, bench.Root.Path));
        workers.Start(job);
        return workers;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
