using System.Diagnostics;
using System.Threading.Channels;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>The first thing anybody tries.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_runs_a_job_on_a_real_agent_prints_its_output_and_stays_up()
    {
        // Where the tests run in the background of a shell, that shell has Ctrl-C ignored for all it starts.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "--default-signal=INT", Programs.Silo, "demo", $"--Urls=http://127.0.0.1:{FreePort.Next()}", $"--Management:Urls=http://127.0.0.1:{FreePort.Next()}", "--Cluster:SiloPort=0" },
        };
        using var demo = Process.Start(start)!;
        var lines = Channel.CreateBounded<string>(10_000);
        demo.OutputDataReceived += (_, e) => lines.Writer.TryWrite(e.Data ?? "");
        demo.BeginOutputReadLine();
        try
        {
            var seen = await ReadUntilAsync(lines.Reader, "succeeded");
            Assert.Contains("@", seen, StringComparison.Ordinal);
            Assert.False(demo.HasExited);
        }
        finally
        {
            using var interrupt = Process.Start("kill", ["-INT", demo.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
            await demo.WaitForExitAsync(limit.Token);
        }
        Assert.Equal(0, demo.ExitCode);
    }

    private static async Task<string> ReadUntilAsync(ChannelReader<string> lines, string word)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var seen = "";
        while (!seen.Contains(word, StringComparison.Ordinal))
            seen += await lines.ReadAsync(limit.Token) + "\n";
        return seen;
    }
}
