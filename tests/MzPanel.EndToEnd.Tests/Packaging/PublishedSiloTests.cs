using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Enrollment;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Packaging;

/// <summary>
/// The program that the image holds, as the image runs it: published by the same script, without rights, on a file system that can
/// only be read but for its data, judged by the image's health check. Images themselves cannot be built everywhere.
/// </summary>
public sealed class PublishedSiloTests(PublishedPrograms published) : IClassFixture<PublishedPrograms>, IDisposable
{
    private const int Nobody = 65534;
    private static readonly string[] Image = File.ReadAllLines(Path.Combine(Programs.Root, "silo.Dockerfile"));
    private readonly TempDirectory data = new();

    [Fact]
    public async Task It_runs_without_rights_on_a_read_only_file_system_and_passes_its_health_check_while_it_lives()
    {
        var management = FreePort.Next();
        using var silo = Start(management);
        try
        {
            await Until.Async(async () => await HealthAsync(management) == 0);
            Assert.True(File.Exists(Path.Combine(data.Path, "mzpanel.db")));
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(published.Silo)!, "dashboard/index.html")));
        }
        finally
        {
            silo.Kill(entireProcessTree: true);
            await silo.WaitForExitAsync();
        }
        Assert.NotEqual(0, await HealthAsync(management));
    }

    [Fact]
    public async Task It_hands_out_the_agent_that_a_pasted_line_makes_a_working_server_of()
    {
        await using var silo = new SiloProcess(data.Path) { Program = published.Silo };
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        var made = await owner.PostAsync("/v1/servers", new JsonObject { ["name"] = "web-1" }, HttpStatusCode.Created);
        var server = made.GetProperty("server").GetProperty("id").GetString()!;
        using var vps = new SandboxVps();

        var run = await vps.PasteAsync(made.GetProperty("install").GetProperty("command").GetString()!);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(await File.ReadAllBytesAsync(published.Agent), await File.ReadAllBytesAsync(vps.Agent));
        await using var agent = vps.Start();
        var job = await owner.EndedAsync(await owner.JobAsync(server, "system.info"));
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        Assert.Equal(System.Net.Dns.GetHostName(), job.GetProperty("result").GetProperty("hostname").GetString());
    }

    [Theory, InlineData("USER $APP_UID"), InlineData("VOLUME /data"), InlineData("HEALTHCHECK"), InlineData("    && packaging/publish-silo.sh")]
    public void The_image_says_so_too(string line) => Assert.Contains(Image, said => said.StartsWith(line, StringComparison.Ordinal));

    public void Dispose() => data.Dispose();

    private Process Start(int management)
    {
        var start = new ProcessStartInfo("unshare", ["--mount", "bash", "-c", Confinement, data.Path, published.Silo,
            $"--Urls=http://127.0.0.1:{FreePort.Next()}", $"--Management:Urls=http://127.0.0.1:{management}", "--Cluster:SiloPort=0",
            $"--Storage:DataDirectory={data.Path}"]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var silo = Process.Start(start)!;
        silo.BeginOutputReadLine();
        return silo;
    }

    // Needs root, as installing what the tests need does.
    private static string Confinement => $"""
        mount --bind "$0" "$0" && mount -o remount,bind,ro / && chown {Nobody} "$0" && cd "$0" && ! touch /written 2>/dev/null \
            && exec setpriv --reuid={Nobody} --regid={Nobody} --clear-groups --no-new-privs --bounding-set=-all "$@"
        """;

    private static async Task<int> HealthAsync(int management)
    {
        var check = Image.First(line => line.StartsWith("  CMD [", StringComparison.Ordinal))["  CMD ".Length..];
        var command = JsonSerializer.Deserialize<string[]>(check)!;
        var (code, _, _) = await Programs.RunAsync(command[0], [.. command[1..].Select(part => part.Replace("5081", $"{management}", StringComparison.Ordinal))]);
        return code;
    }
}

/// <summary>The agent for this machine and a silo that hands it out, published once by the scripts that ship them.</summary>
public sealed class PublishedPrograms : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly TempDirectory agents = new();
    private readonly TempDirectory silo = new();

    public string Silo => Path.Combine(silo.Path, "MzPanel.Silo");

    public string Agent => Path.Combine(agents.Path, "mzagent-linux-" + InstallBench.Platform);

    public async ValueTask InitializeAsync()
    {
        // It fails where the program is larger than it may be.
        await PublishAsync("packaging/publish-agent.sh", agents.Path, InstallBench.Platform);
        await PublishAsync("packaging/publish-silo.sh", silo.Path);
    }

    public ValueTask DisposeAsync()
    {
        agents.Dispose();
        silo.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishAsync(string script, params string[] arguments)
    {
        var (code, _, error) = await Programs.RunAsync("env", Limit, ["MZ_AGENTS=" + agents.Path, Path.Combine(Programs.Root, script), .. arguments]);
        Assert.Equal((0, ""), (code, error));
    }
}
