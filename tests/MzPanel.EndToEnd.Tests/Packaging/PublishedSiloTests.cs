using System.Diagnostics;
using System.Text.Json;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Packaging;

/// <summary>
/// The program that the image holds, as the image runs it: published by the same script, without rights, on a file system that can
/// only be read but for its data, judged by the image's health check. Images themselves cannot be built everywhere.
/// </summary>
public sealed class PublishedSiloTests : IDisposable
{
    private const int Nobody = 65534;
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(10);
    private static readonly string[] Image = File.ReadAllLines(Path.Combine(Programs.Root, "silo.Dockerfile"));
    private readonly TempDirectory program = new();
    private readonly TempDirectory data = new();

    [Fact]
    public async Task It_runs_without_rights_on_a_read_only_file_system_and_passes_its_health_check_while_it_lives()
    {
        var (code, _, error) = await Programs.RunAsync(Path.Combine(Programs.Root, "packaging/publish-silo.sh"), PublishLimit, program.Path);
        Assert.Equal((0, ""), (code, error));
        var management = FreePort.Next();
        using var silo = Start(management);
        try
        {
            await Until.Async(async () => await HealthAsync(management) == 0);
            Assert.True(File.Exists(Path.Combine(data.Path, "mzpanel.db")));
        }
        finally
        {
            silo.Kill(entireProcessTree: true);
            await silo.WaitForExitAsync();
        }
        Assert.NotEqual(0, await HealthAsync(management));
    }

    [Theory, InlineData("USER $APP_UID"), InlineData("VOLUME /data"), InlineData("HEALTHCHECK"), InlineData("    && packaging/publish-silo.sh")]
    public void The_image_says_so_too(string line) => Assert.Contains(Image, said => said.StartsWith(line, StringComparison.Ordinal));

    public void Dispose()
    {
        program.Dispose();
        data.Dispose();
    }

    private Process Start(int management)
    {
        var start = new ProcessStartInfo("unshare", ["--mount", "bash", "-c", Confinement, data.Path, Path.Combine(program.Path, "MzPanel.Silo"),
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
