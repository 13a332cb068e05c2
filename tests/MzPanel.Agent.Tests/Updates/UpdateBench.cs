using System.Diagnostics;
using System.Security.Cryptography;
using MzPanel.Agent.Config;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Link;
using MzPanel.Agent.Updates;
using MzPanel.Protocol;
using MzPanel.Protocol.Updates;
using MzPanel.Testing.Agents;

namespace MzPanel.Agent.Tests.Updates;

/// <summary>An installed agent beneath a root of its own, as real processes, and a control plane that hands out programs.</summary>
internal sealed class UpdateBench : IAsyncDisposable
{
    private const int WelcomeS = 6;
    private readonly DaemonBench bench;
    private Process? first;

    private UpdateBench(DaemonBench bench)
    {
        this.bench = bench;
        Files = new UpdateFiles(bench.Sandbox.Root);
        // Several starts of a program lie between two connections here.
        bench.Plane.Patience = 4 * PlaneLink.Limit;
        Directory.CreateDirectory(Path.GetDirectoryName(Files.Program)!);
        File.WriteAllBytes(Files.Program, Old);
        File.SetUnixFileMode(Files.Program, (UnixFileMode)0x1ED);
    }

    public static byte[] Old { get; } = AgentBuild.Script($"exec {AgentProgram.File} \"$@\"");

    public FakePlane Plane => bench.Plane;

    public AgentRoot Root => bench.Sandbox.Root;

    public UpdateFiles Files { get; }

    public static async Task<UpdateBench> StartAsync() => new(await DaemonBench.PrepareAsync());

    /// <summary>Starts the installed agent as somebody without a service manager would.</summary>
    public void Run() =>
        first = Process.Start("/bin/sh", ["-c", $"exec \"$0\" run --root {Root.Path} >>{Root.Path}/log 2>&1", Files.Program]);

    private static string Name => "mzagent-linux-" + Architectures.Native;

    /// <summary>Hands a program out; from where.</summary>
    public string Serve(byte[] program)
    {
        Plane.Downloads[Name] = program;
        return Plane.Url;
    }

    /// <summary>The same, with its whole address.</summary>
    public string ServeFile(byte[] program) => $"{Serve(program)}/download/{Name}";

    public string Manifest(byte[] program, string version = AgentBuild.Version, long? exp = null, string type = Protocol.License.Jws.UpdateType) =>
        Plane.Signer.Update(new UpdateManifest
        {
            Version = version, Iat = FakePlane.Now / 1000, Exp = exp ?? ((FakePlane.Now / 1000) + 600),
            Programs = [new UpdateProgram { Arch = Architectures.Native, Sha256 = Sha256(program), Size = program.Length }],
        }, type);

    public string Args(byte[] program, string? version = null, string? manifest = null, string? url = null, string more = "") => $$"""
        {"url":"{{url ?? Serve(program)}}","version":"{{version ?? AgentBuild.Version}}","manifest":"{{manifest ?? Manifest(program)}}","welcome_s":{{WelcomeS}}{{more}}}
        """;

    public Task OrderAsync(PlaneLink link, string args) => link.SendAsync(MessageType.Cmd, null,
        Plane.Signer.Sign("u1", "agent.update", args, FakePlane.Now + 3_600_000), ProtocolJson.Default.Cmd, "u1");

    public static string Sha256(byte[] program) => Convert.ToHexStringLower(SHA256.HashData(program));

    public async ValueTask DisposeAsync()
    {
        await new ProcessesBeneath(Root.Path).DisposeAsync();
        first?.WaitForExit();
        first?.Dispose();
        await bench.DisposeAsync();
    }
}
