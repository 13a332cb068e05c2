using System.Diagnostics;
using System.Text.Json.Nodes;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Another server: Debian's sshd on a port of its own, which takes one key.</summary>
internal sealed class PeerServer : IDisposable
{
    private readonly TempDirectory home = new();
    private QuietProgram? daemon;

    private PeerServer()
    {
        foreach (var key in new[] { "host", "client" })
            Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", $"{home.Path}/{key}");
        File.Copy(home.Path + "/client.pub", home.Path + "/authorized");
        File.WriteAllText(home.Path + "/config", $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {home.Path}/host
            AuthorizedKeysFile {home.Path}/authorized
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            Subsystem sftp internal-sftp
            """);
        // What its service makes when it starts.
        Directory.CreateDirectory("/run/sshd");
    }

    public int Port { get; } = FreePort.Next();

    public string Folder => home.Path + "/backups";

    public string PrivateKey => File.ReadAllText(home.Path + "/client");

    private string HostKey => string.Join(' ', File.ReadAllText(home.Path + "/host.pub").Split(' ', StringSplitOptions.TrimEntries)[..2]);

    public static async Task<PeerServer> StartAsync()
    {
        var peer = new PeerServer();
        peer.daemon = await QuietProgram.StartAsync(peer.Port, "/usr/sbin/sshd", "-D", "-e", "-f", peer.home.Path + "/config");
        return peer;
    }

    public JsonObject Config(string? hostKey = null) => new()
    {
        ["host"] = "127.0.0.1", ["port"] = Port, ["user"] = Environment.UserName, ["path"] = Folder, ["host_key"] = hostKey ?? HostKey,
    };

    public void Dispose()
    {
        daemon?.Dispose();
        home.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
