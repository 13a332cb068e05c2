using System.Diagnostics;
using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>A real <c>mzagent</c> beneath a root of its own.</summary>
internal sealed class AgentProcess(string root, string? program = null) : IAsyncDisposable
{
    private Process? daemon;

    /// <summary>Writes the policy file of this VPS.</summary>
    public void AllowShell()
    {
        Directory.CreateDirectory(Path.Combine(root, "etc/mzagent"));
        File.WriteAllText(Path.Combine(root, "etc/mzagent/policy.json"), """{"allow_shell": true}""");
    }

    /// <summary><c>mzagent register</c>; its exit code and what it said.</summary>
    public async Task<(int ExitCode, string Output)> RegisterAsync(Uri silo, string token)
    {
        using var process = Start(redirect: true, "register", "--url", silo.OriginalString, "--token", token, "--root", root);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary><c>mzagent run</c>.</summary>
    public void Run() => daemon = Start(redirect: false, "run", "--root", root);

    /// <summary>kill -9 of the daemon alone.</summary>
    public async Task KillAsync()
    {
        daemon!.Kill();
        await daemon.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (daemon is { HasExited: false })
        {
            daemon.Kill(entireProcessTree: true);
            await daemon.WaitForExitAsync();
        }
        daemon?.Dispose();
    }

    private Process Start(bool redirect, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program ?? Programs.Agent, arguments) { RedirectStandardOutput = redirect, RedirectStandardError = redirect })!;
}
