using System.Diagnostics;

namespace MzPanel.Testing;

/// <summary>
/// A private MariaDB in a temporary directory, on a Unix socket alone; root of the machine is its root, as on a VPS. It dies with
/// the test process, and the next run removes what a killed one left behind.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private const int Kill9 = 9;
    private static readonly Lazy<Task<MariaDbServer>> Shared = new(StartAsync);
    private readonly string directory;
    private TiedProcess process;

    private MariaDbServer(string directory)
    {
        this.directory = directory;
        process = TiedProcess.Start(Daemon());
    }

    /// <summary>Where it listens.</summary>
    public string Socket => directory + "/mysqld.sock";

    /// <summary>Whether it runs no more.</summary>
    public bool HasEnded => process.HasEnded;

    private string Data => directory + "/data";

    /// <summary>The one server that the tests of an assembly share; stopped when the process ends.</summary>
    public static Task<MariaDbServer> SharedAsync() => Shared.Value;

    /// <summary>A server of one's own, to stop or to hurt.</summary>
    public static async Task<MariaDbServer> StartAsync()
    {
        var directory = TempRoot.NewPath();
        // Others than root come to the socket by it.
        await RunAsync("install", ["--directory", "--owner=mysql", "--mode=755", directory]);
        await RunAsync("mariadb-install-db", ["--no-defaults", "--user=mysql", "--datadir=" + directory + "/data", "--skip-test-db",
            "--auth-root-authentication-method=socket", "--innodb-log-file-size=4M", "--skip-log-bin"]);
        var server = new MariaDbServer(directory);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.StopAndRemove();
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Has a program beneath a root of its own find this server where a VPS has its own.</summary>
    public void AppearIn(string root)
    {
        Directory.CreateDirectory(root + "/run/mysqld");
        File.CreateSymbolicLink(root + "/run/mysqld/mysqld.sock", Socket);
    }

    /// <summary>What a statement says, as its root.</summary>
    public Task<string> ExecuteAsync(string sql, string database = "mysql") => RunAsync("mariadb", ["--no-defaults", "--socket=" + Socket, "--user=root", "--batch", "--raw",
        "--skip-column-names", "--database=" + database], sql);

    /// <summary>kill -9.</summary>
    public void Kill() => process.End(Kill9);

    /// <summary>Starts it again where it was.</summary>
    public Task RestartAsync()
    {
        process = TiedProcess.Start(Daemon());
        return ReadyAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        StopAndRemove();
        return ValueTask.CompletedTask;
    }

    private ProcessStartInfo Daemon() => new("setpriv",
        [
            "--reuid=mysql", "--regid=mysql", "--init-groups", "--pdeathsig", "KILL", "/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + Data, "--socket=" + Socket,
            "--pid-file=" + directory + "/mysqld.pid", "--skip-networking", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=4M",
            "--innodb-buffer-pool-size=32M", "--performance-schema=OFF", "--skip-name-resolve", "--plugin-maturity=unknown",
        ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    };

    private async Task ReadyAsync()
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1;");
                return;
            }
            catch (InvalidOperationException) when (limit.Elapsed < TimeSpan.FromSeconds(60) && !process.HasEnded)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private void StopAndRemove()
    {
        // What is left behind is thrown away: there is nothing to write down.
        process.End(Kill9);
        TempRoot.Remove(directory);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program}: {await output}{await errors}");
    }
}
