using System.Diagnostics;
using Npgsql;

namespace MzPanel.Bench;

/// <summary>A PostgreSQL of one's own on the disk, with its default settings but for the number of connections; it dies with this process.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"mzbench-pg-{Guid.NewGuid():N}");
    private readonly int port = SiloProcess.FreePort();
    private Process? server;
    private int databases;

    public static async Task<Postgres> StartAsync()
    {
        var postgres = new Postgres();
        using (var making = await RunAsync("initdb", "-D", postgres.directory, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"))
            await making.WaitForExitAsync();
        postgres.server = await RunAsync("postgres", "-D", postgres.directory, "-p", $"{postgres.port}", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "unix_socket_directories=");
        return postgres;
    }

    /// <summary>An empty database.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = $"bench_{++databases}";
        await using var source = NpgsqlDataSource.Create(To("postgres"));
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var create = source.CreateCommand($"CREATE DATABASE {name}");
                await create.ExecuteNonQueryAsync();
                return To(name);
            }
            catch (NpgsqlException) when (tries < 200)
            {
                // Not ready yet.
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Processor time used so far by all its processes.</summary>
    public TimeSpan ProcessorTime => ProcStatus.OfFamily(server!.Id);

    /// <summary>Bytes written to its log so far, of all databases.</summary>
    public async Task<long> LogBytesAsync()
    {
        await using var source = NpgsqlDataSource.Create(To("postgres"));
        await using var ask = source.CreateCommand("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
        return (long)(await ask.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        server!.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Path of one of its programs.</summary>
    public static string Program(string name) =>
        Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => $"{version}/bin/{name}").First(File.Exists);

    /// <summary>The same address as others write it.</summary>
    public static string Url(string database)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        return $"postgres://{to.Username}@{to.Host}:{to.Port}/{to.Database}";
    }

    private string To(string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};MaxPoolSize=40";

    // It refuses to run as root; and the kernel ends it with the thread that started it, so that one stays until then.
    private static Task<Process> RunAsync(string program, params string[] arguments)
    {
        var path = Program(program);
        string[] user = Environment.UserName == "root" ? ["--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        var start = new ProcessStartInfo("setpriv") { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. user, "--pdeathsig", "KILL", path, .. arguments])
            start.ArgumentList.Add(argument);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Stay(Process.Start(start)!, started)) { IsBackground = true }.Start();
        return started.Task;
    }

    private static void Stay(Process process, TaskCompletionSource<Process> started)
    {
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started.SetResult(process);
        process.WaitForExit();
    }
}
