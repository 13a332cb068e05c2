using System.Diagnostics;

namespace MzPanel.Agent.Tests.Cli;

/// <summary>The real program, run to its end.</summary>
internal sealed record AgentProcess(int ExitCode, string Stdout, string Stderr)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<AgentProcess> RunAsync(params string[] args) => RunAsync("", new Dictionary<string, string>(), args);

    public static async Task<AgentProcess> RunAsync(string stdin, Dictionary<string, string> environment, params string[] args)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Start(environment, args);
        await process.StandardInput.WriteAsync(stdin);
        process.StandardInput.Close();
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new AgentProcess(process.ExitCode, await stdout, await stderr);
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(Dictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo(AgentProgram.File, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MZ_INSTALL_TOKEN");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
