using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>A full disk answers 507 and recovers; a real file system of 24 MiB, which only root may mount.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_answers_507_and_accepts_again_when_there_is_room()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting a small file system needs root");
        using var directory = new TempDirectory();
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", directory.Path);
        try
        {
            await FillAndFreeAsync(directory.Path);
        }
        finally
        {
            await RunAsync("umount", "-l", directory.Path);
        }
    }

    private static async Task FillAndFreeAsync(string path)
    {
        await using var silo = new SiloProcess(Path.Combine(path, "data"));
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        var (serverId, _) = await owner.ServerAsync();
        var ballast = Path.Combine(path, "ballast");
        await FillAsync(ballast);
        await Until.Async(async () => await SubmitAsync(owner, serverId) == (HttpStatusCode)507);
        File.Delete(ballast);
        await Until.Async(async () => await SubmitAsync(owner, serverId) == HttpStatusCode.Accepted);
        await silo.KillAsync();
    }

    private static async Task<HttpStatusCode> SubmitAsync(Owner owner, string serverId)
    {
        using var answer = await owner.Http.PostAsJsonAsync($"/v1/servers/{serverId}/jobs", new JsonObject { ["kind"] = "system.info", ["args"] = new JsonObject() });
        return answer.StatusCode;
    }

    private static async Task FillAsync(string file)
    {
        var block = new byte[64 * 1024];
        try
        {
            await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1);
            while (true)
                await stream.WriteAsync(block);
        }
        catch (IOException)
        {
            // Full: as wanted.
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
