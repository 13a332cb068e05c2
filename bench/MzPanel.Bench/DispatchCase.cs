using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace MzPanel.Bench;

/// <summary>POST of a job to the <c>cmd</c> frame at the agent, one at a time, beside one bare commit of the same database.</summary>
internal static class DispatchCase
{
    private const int Warm = 200;
    private const int Jobs = 1000;

    public static async Task RunAsync()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var panel = await Panel.OfAsync(silo);
        var (serverId, token) = await panel.ServerAsync("dispatch");
        var arrived = new ConcurrentQueue<TaskCompletionSource<long>>();
        SimAgent? agent = null;
        agent = await SimAgent.ConnectAsync(silo.Address, await panel.RegisterAsync(token, "dispatch"), async (type, root) =>
        {
            if (type != "cmd" || !arrived.TryDequeue(out var waiting))
                return;
            waiting.TrySetResult(Stopwatch.GetTimestamp());
            var id = root.GetProperty("id").GetString();
            var job = root.GetProperty("payload").GetProperty("job_id").GetString();
            await agent!.SendAsync("cmd_ack", id, """{"accepted":true}""");
            await agent.SendAsync("job_done", id, $$"""{"job_id":"{{job}}","exit_code":0,"duration_ms":1,"last_seq":0,"outcome":"exited"}""");
        });
        var measured = new List<double>();
        for (var job = 0; job < Warm + Jobs; job++)
        {
            var at = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            arrived.Enqueue(at);
            var start = Stopwatch.GetTimestamp();
            await panel.JobAsync(serverId, "system.info", new { });
            var took = Stopwatch.GetElapsedTime(start, await at.Task.WaitAsync(TimeSpan.FromSeconds(10))).TotalMilliseconds;
            if (job >= Warm)
                measured.Add(took);
            await Task.Delay(2);
        }
        await agent.DisposeAsync();
        var floor = Figures.Print("one bare commit (WAL, synchronous=FULL)", "ms", Commits());
        var (p50, _) = Figures.Print("POST to cmd", "ms", measured);
        Console.WriteLine($"ratio of the medians: {p50 / floor.P50:0.0} (goal ≤ 3; p99 goal ≤ 5 ms)");
    }

    private static List<double> Commits()
    {
        var directory = Directory.CreateTempSubdirectory("mzbench-").FullName;
        using var connection = new SqliteConnection($"Data Source={directory}/floor.db");
        connection.Open();
        Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE jobs (id INTEGER PRIMARY KEY, body TEXT)");
        var measured = new List<double>();
        for (var i = 0; i < Jobs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Run(connection, "INSERT INTO jobs (body) VALUES (hex(randomblob(300)))");
            measured.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        connection.Close();
        Directory.Delete(directory, recursive: true);
        return measured;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant statements of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
