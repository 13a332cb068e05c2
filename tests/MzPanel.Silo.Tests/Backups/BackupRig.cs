using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MzPanel.Protocol.License;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Tests.Backups;

/// <summary>A server with a destination that is sealed for it, and a tenant who has plans.</summary>
internal sealed record BackupRig(Panel Panel, Tenant Tenant, string Server)
{
    public static object Retention { get; } = new { last = 3 };

    public static async Task<BackupRig> StartAsync(Panel panel)
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        return new BackupRig(panel, tenant, (await tenant.ServerAsync()).Id);
    }

    /// <summary>A box as a browser seals it: nobody here can open it, so what is in it does not matter.</summary>
    public static string Box(object? header = null, int bytes = 60)
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var epk = Jwk.Of(key.ExportParameters(false));
        header ??= new { alg = "ECDH-ES", enc = "A256GCM", epk = new { kty = epk.Kty, crv = epk.Crv, x = epk.X, y = epk.Y } };
        return $"{Text(Encoding.UTF8.GetBytes(header as string ?? JsonSerializer.Serialize(header)))}..{Random(12)}.{Random(bytes)}.{Random(16)}";
    }

    public Task<Answer> AddAsync(object? config = null, string type = "local", params (string Server, string? Box)[] boxes) => Tenant.SendAsync("POST", "/v1/backups/destinations",
        new { type, name = "attic", config = config ?? new { path = "/backup" }, @sealed = boxes.ToDictionary(box => box.Server, box => box.Box) });

    /// <summary>A destination that is sealed for the server; its id.</summary>
    public async Task<string> DestinationAsync(string? box = null)
    {
        var made = await AddAsync(boxes: (Server, box ?? Box()));
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return Id(made);
    }

    public Dictionary<string, object?> Body(params string[] destinations) => new()
    {
        ["server_id"] = Server, ["kind"] = "full", ["schedule"] = "* * * * *", ["retention"] = Retention, ["destination_ids"] = destinations,
    };

    public async Task<string> PlanAsync(params string[] destinations)
    {
        var made = await Tenant.SendAsync("POST", "/v1/backups/plans", Body(destinations));
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return Id(made);
    }

    /// <summary>Runs a plan with an agent that says this of it; the job.</summary>
    public async Task<string> RunAsync(TestAgent agent, string plan, string result, int exit = 0)
    {
        var accepted = await Tenant.SendAsync("POST", $"/v1/backups/plans/{plan}/run");
        Assert.True(accepted.Status == HttpStatusCode.Accepted, accepted.Text);
        var job = accepted.Json.GetProperty("job").GetProperty("id").GetString()!;
        var (command, _) = await agent.CommandAsync();
        await agent.DoneAsync(job, command, 0, exit, result);
        return job;
    }

    public async Task<JsonElement[]> ListAsync(string what, string query = "") =>
        [.. (await Tenant.GetAsync($"/v1/backups/{what}{query}")).Json.GetProperty("data").EnumerateArray()];

    public async Task<JsonElement[]> JobsAsync() => [.. (await Tenant.GetAsync("/v1/jobs")).Json.GetProperty("data").EnumerateArray()];

    public Task SweepAsync() => Panel.Service<DueSchedules>().SweepAsync(() => { }, CancellationToken.None);

    public Task NextAsync(TimeSpan passed)
    {
        Panel.Time.Advance(passed);
        return SweepAsync();
    }

    public static string Id(Answer answer) => answer.Json.GetProperty("id").GetString()!;

    public static string? Message(Answer answer) => answer.Json.GetProperty("error").GetProperty("message").GetString();

    private static string Random(int bytes) => Text(RandomNumberGenerator.GetBytes(bytes));

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
