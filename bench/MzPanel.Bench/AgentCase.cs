using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>The native agent on wss, whose certificate it checks: size of the program, start to welcome, memory when idle.</summary>
internal static class AgentCase
{
    private const int Starts = 9;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Report report)
    {
        using var certificate = new SelfSigned();
        await using var silo = await SiloProcess.StartAsync(certificate);
        using var panel = await Panel.OfAsync(silo);
        Console.WriteLine($"program: {new FileInfo(Program).Length / 1e6:0.00} MB (goal ≤ 10 MB)");
        report.Less("program", new FileInfo(Program).Length, Figure.Bytes);
        var (wall, processor) = (new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            // Each as a server of its own: one that comes and goes this often is sent away for a while.
            var root = await RegisteredAsync(certificate, panel, silo.Address, start);
            using var agent = await ConnectedAsync(certificate, root, wall);
            processor.Add(agent.TotalProcessorTime.TotalMilliseconds);
            if (start == Starts - 1)
                await IdleAsync(agent, report);
            agent.Kill();
            await agent.WaitForExitAsync();
            Directory.Delete(root, recursive: true);
        }
        report.Less("start to welcomed on wss, p50", Figures.Print("start to welcomed on wss (goal ≤ 200 ms)", "ms", wall).P50, "ms");
        Figures.Print("  its processor time", "ms", processor);
    }

    private static string Program => Path.Combine(SiloProcess.Artifacts, "agent", "mzagent-linux-amd64");

    private static async Task<string> RegisteredAsync(SelfSigned certificate, Panel panel, Uri address, int number)
    {
        var root = Directory.CreateTempSubdirectory("mzbench-").FullName;
        var (_, token) = await panel.ServerAsync($"agent-{number}");
        using var register = Start(certificate, "register", "--url", address.OriginalString, "--token", token, "--root", root);
        await register.WaitForExitAsync();
        return root;
    }

    private static Process Start(SelfSigned certificate, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true };
        start.Environment["SSL_CERT_FILE"] = certificate.CertificateFile;
        return Process.Start(start)!;
    }

    private static async Task<Process> ConnectedAsync(SelfSigned certificate, string root, List<double> wall)
    {
        var clock = Stopwatch.StartNew();
        var agent = Start(certificate, "run", "--root", root);
        var said = "";
        while (await agent.StandardError.ReadLineAsync() is { } line)
        {
            said += line + '\n';
            if (!line.Contains("Connected", StringComparison.Ordinal))
                continue;
            wall.Add(clock.Elapsed.TotalMilliseconds);
            return agent;
        }
        throw new InvalidOperationException("The agent ended: " + said);
    }

    private static async Task IdleAsync(Process agent, Report report)
    {
        await Task.Delay(Idle);
        var (rss, own, file) = (Of("VmRSS"), Of("RssAnon"), Of("RssFile"));
        Console.WriteLine($"idle for {Idle.TotalSeconds:0} s: {rss:0.0} MB resident, {own:0.0} MB its own and {file:0.0} MB of files, "
            + $"{ProcStatus.Number(agent.Id, "Threads")} threads (goal ≤ 16 MB)");
        report.Less("resident when idle", rss * 1e6, Figure.Bytes);

        double Of(string field) => ProcStatus.Bytes(agent.Id, field) / 1e6;
    }
}
