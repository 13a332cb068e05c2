using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Tests.Cli;

public sealed class RunVerbTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    [Fact]
    public async Task Tells_systemd_that_it_is_ready_and_ends_orderly_on_SIGTERM()
    {
        var address = Path.Combine(sandbox.Root.Path, "notify");
        using var supervisor = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        supervisor.Bind(new UnixDomainSocketEndPoint(address));
        Register("ws://127.0.0.1:1/v1/agent");

        using var agent = Start(address);
        try
        {
            Assert.Equal("READY=1", await ReceiveAsync(supervisor));
            using var kill = Process.Start("kill", ["-TERM", agent.Id.ToString(CultureInfo.InvariantCulture)]);
            Assert.Equal("STOPPING=1", await ReceiveAsync(supervisor));
            await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, agent.ExitCode);
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public async Task An_address_that_became_unencrypted_ends_with_3()
    {
        Register("ws://panel.invalid/v1/agent");

        Assert.Equal(3, (await AgentProcess.RunAsync("run", "--root", sandbox.Root.Path)).ExitCode);
    }

    public void Dispose() => sandbox.Dispose();

    private void Register(string connectUrl)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ConfigFile.Save(sandbox.Root, new AgentConfig
        {
            ServerId = "srv_1",
            AgentToken = "mzp_agt_1",
            ConnectUrl = connectUrl,
            Keys = new KeyPair { Current = Jwk.Of(key) },
        });
    }

    private Process Start(string notifySocket)
    {
        var start = new ProcessStartInfo(AgentProgram.File, ["run", "--root", sandbox.Root.Path]);
        start.Environment["NOTIFY_SOCKET"] = notifySocket;
        return Process.Start(start)!;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var datagram = new byte[64];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        return Encoding.ASCII.GetString(datagram, 0, await socket.ReceiveAsync(datagram, limit.Token));
    }
}
