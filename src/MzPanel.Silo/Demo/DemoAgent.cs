using System.Diagnostics;
using MzPanel.Silo.Hosting;

namespace MzPanel.Silo.Demo;

/// <summary>The real agent program in the demo's sandbox; what it says goes into a file.</summary>
internal sealed class DemoAgent(DemoHome home) : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "agent", "mzagent");
    private readonly StreamWriter log = new(home.AgentLog) { AutoFlush = true };
    private readonly Lock gate = new();
    private Process? daemon;

    /// <exception cref="StartException">The agent is missing, or was refused.</exception>
    public async Task RegisterAsync(string url, string token, CancellationToken ct)
    {
        if (!File.Exists(Program))
            throw new StartException($"{Program} is missing; a build of src/MzPanel.Silo puts it there");
        using var register = Start(["register", "--url", url, "--root", home.Vps], token);
        await register.WaitForExitAsync(ct);
        if (register.ExitCode != 0)
            throw new StartException($"the agent could not register, see {home.AgentLog}");
    }

    public void Run() => daemon = Start(["run", "--root", home.Vps], token: null);

    public async ValueTask DisposeAsync()
    {
        if (daemon is not null)
        {
            // Its journal makes a sudden end harmless, and nothing of it is kept.
            daemon.Kill(entireProcessTree: true);
            await daemon.WaitForExitAsync();
            daemon.Dispose();
        }
        lock (gate)
            log.Dispose();
    }

    private Process Start(string[] arguments, string? token)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // By environment, because every user of a machine sees arguments.
        start.Environment["MZ_INSTALL_TOKEN"] = token;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (gate)
            if (line is not null && log.BaseStream is { CanWrite: true })
                log.WriteLine(line);
    }
}
