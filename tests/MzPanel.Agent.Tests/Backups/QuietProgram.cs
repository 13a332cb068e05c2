using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>A server program whose words nobody needs, from when it listens until it is killed.</summary>
internal sealed class QuietProgram : IDisposable
{
    private readonly Process process;

    private QuietProgram(Process process) => this.process = process;

    public static async Task<QuietProgram> StartAsync(int port, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Until.Async(() => ListensAsync(port));
        return new QuietProgram(process);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
