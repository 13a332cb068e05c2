using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Backups;

/// <summary>The whole way: sealed in the browser, planned over REST, saved by restic on the VPS, and brought back.</summary>
public sealed class BackupJourneyTests : IAsyncLifetime
{
    private const string Canary = "canary-of-a-repository-7Qx2";
    private readonly TempDirectory data = new();
    private readonly TempDirectory root = new();
    private SiloProcess silo = null!;
    private Owner owner = null!;
    private AgentProcess agent = null!;
    private string serverId = "";

    public async ValueTask InitializeAsync()
    {
        silo = new SiloProcess(data.Path);
        agent = new AgentProcess(root.Path);
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
        (serverId, var install) = await owner.ServerAsync();
        var (exit, said) = await agent.RegisterAsync(silo.Address, install);
        Assert.True(exit == 0, said);
        agent.Run();
        await Until.Async(async () => (await owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("status").GetString() == "online");
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        owner.Dispose();
        await silo.DisposeAsync();
        data.Dispose();
        root.Dispose();
    }

    [Fact]
    public async Task What_a_plan_saved_comes_back_byte_by_byte_and_its_password_is_known_to_the_server_alone()
    {
        var saved = Put("srv/data/page.html", RandomNumberGenerator.GetHexString(5000));
        var before = Print(saved);
        var destination = Id(await owner.PostAsync("/v1/backups/destinations", new JsonObject
        {
            ["type"] = "local", ["name"] = "attic", ["config"] = new JsonObject { ["path"] = "/backup" },
            ["sealed"] = new JsonObject { [serverId] = await SealAsync(new JsonObject { ["password"] = Canary }) },
        }, HttpStatusCode.Created));
        var plan = Id(await owner.PostAsync("/v1/backups/plans", new JsonObject
        {
            ["server_id"] = serverId, ["kind"] = "full", ["schedule"] = "0 3 1 1 *", ["retention"] = new JsonObject { ["last"] = 1 },
            ["paths"] = new JsonArray("/srv/data"), ["destination_ids"] = new JsonArray(destination),
        }, HttpStatusCode.Created));

        await RunAsync(plan);
        var first = Assert.Single(await ListAsync("/v1/backups/snapshots"));
        Assert.Equal(("done", plan, destination), (Text(first, "status"), Text(first, "plan_id"), Text(first, "destination_id")));
        await RunAsync(plan);
        Assert.Equal(["done", "pruned"], (await ListAsync("/v1/backups/snapshots")).Select(row => Text(row, "status")).Order());
        await Until.Async(async () => (await ListAsync($"/v1/servers/{serverId}/events")).Count(row => Text(row, "name") == "backup.done") >= 2);
        Assert.Equal(2, (await ListAsync($"/v1/servers/{serverId}/events")).Count(row => Text(row, "name") == "backup.done"));

        await File.WriteAllTextAsync(saved, "spoilt");
        var snapshot = (await ListAsync("/v1/backups/snapshots?status=done"))[0];
        await SucceedsAsync($"/v1/backups/snapshots/{Text(snapshot, "id")}/restore", new JsonObject { ["target"] = "/restored" });
        Assert.Equal(before, Print(Assert.Single(Directory.GetFiles(root.Path + "/restored", "page.html", SearchOption.AllDirectories))));
        await SucceedsAsync($"/v1/backups/snapshots/{Text(snapshot, "id")}/restore", new JsonObject { ["target"] = "in_place" });
        Assert.Equal(before, Print(saved));
        await SucceedsAsync($"/v1/backups/destinations/{destination}/check", new JsonObject { ["server_id"] = serverId });

        await silo.TerminateAsync();
        // A socket has no length, and cannot be read.
        foreach (var file in new[] { data.Path, root.Path }.SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Where(file => new FileInfo(file).Length > 0))
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Canary)) < 0, $"{file} has what was sealed in the open.");
        Assert.DoesNotContain(Canary, silo.Output, StringComparison.Ordinal);
    }

    private async Task<string> SealAsync(JsonObject credentials) =>
        Browser.Seal((await owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("seal_key"), credentials.ToJsonString());

    private Task RunAsync(string plan) => SucceedsAsync($"/v1/backups/plans/{plan}/run", []);

    private async Task SucceedsAsync(string path, JsonObject body)
    {
        var accepted = await owner.PostAsync(path, body, HttpStatusCode.Accepted);
        var ended = await owner.EndedAsync(Id(accepted.GetProperty("job")));
        Assert.True(Text(ended, "status") == "succeeded", ended.GetRawText());
    }

    private async Task<JsonElement[]> ListAsync(string path) => [.. (await owner.GetAsync(path)).GetProperty("data").EnumerateArray()];

    private string Put(string path, string text)
    {
        var file = Path.Combine(root.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Print(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private static string Id(JsonElement of) => Text(of, "id")!;

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();
}
