using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OtpNet;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>The owner of an installation, through the public API and nothing else.</summary>
internal sealed class Owner : IDisposable
{
    public const string Email = "owner@example.org";
    public const string Password = "correct horse battery staple 9";

    private readonly HttpClient http;

    private Owner(Uri address) => http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The same person at another silo of the cluster.</summary>
    public Owner At(Uri address)
    {
        var same = new Owner(address);
        foreach (var header in http.DefaultRequestHeaders)
            same.http.DefaultRequestHeaders.Add(header.Key, header.Value);
        return same;
    }

    public HttpClient Http => http;

    public static Task<Owner> SetUpAsync(SiloProcess silo) => SetUpAsync(silo.Address, silo.SetupToken);

    public static async Task<Owner> SetUpAsync(Uri address, string setupToken)
    {
        var owner = new Owner(address);
        using var answer = await owner.http.PostAsJsonAsync("/v1/account/setup", new JsonObject
        {
            ["setup_token"] = setupToken,
            ["email"] = Email,
            ["password"] = Password,
            ["workspace_name"] = "Test",
        });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("__Host-mzp", StringComparison.Ordinal)).Split(';')[0];
        owner.http.DefaultRequestHeaders.Add("Cookie", cookie);
        owner.http.DefaultRequestHeaders.Add("Origin", address.OriginalString);
        return owner;
    }

    /// <summary>Makes a server; its id and install token.</summary>
    public async Task<(string Id, string InstallToken)> ServerAsync(string name = "web-1")
    {
        var made = await PostAsync("/v1/servers", new JsonObject { ["name"] = name, ["tags"] = new JsonArray() }, HttpStatusCode.Created);
        return (made.GetProperty("server").GetProperty("id").GetString()!, made.GetProperty("install").GetProperty("token").GetString()!);
    }

    /// <summary>Registers a foreign agent; its token.</summary>
    public async Task<string> RegisterAsync(string installToken)
    {
        var reply = await PostAsync("/v1/agent/register", new JsonObject
        {
            ["install_token"] = installToken,
            ["exchange_nonce"] = Guid.NewGuid().ToString("N"),
            ["hostname"] = "foreign",
        }, HttpStatusCode.Created);
        return reply.GetProperty("agent_token").GetString()!;
    }

    /// <summary>Asks for a job; its id.</summary>
    public async Task<string> JobAsync(string serverId, string kind, JsonObject? args = null) =>
        (await PostAsync($"/v1/servers/{serverId}/jobs", new JsonObject { ["kind"] = kind, ["args"] = args ?? [] }, HttpStatusCode.Accepted))
        .GetProperty("job").GetProperty("id").GetString()!;

    /// <summary>Sets a second factor up.</summary>
    public async Task EnrolFactorAsync()
    {
        var begun = await PostAsync("/v1/account/mfa/totp", [], HttpStatusCode.OK);
        var code = new Totp(Base32Encoding.ToBytes(begun.GetProperty("secret").GetString())).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        await PostAsync("/v1/account/mfa/totp/confirm", new JsonObject { ["code"] = code }, HttpStatusCode.OK);
    }

    /// <summary>Tries a password; the status of the answer.</summary>
    public async Task<HttpStatusCode> SignInAsync(string password)
    {
        using var answer = await http.PostAsJsonAsync("/v1/account/sign-in", new JsonObject { ["email"] = Email, ["password"] = password });
        return answer.StatusCode;
    }

    public Task<JsonElement> GetAsync(string path) => http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Waits until the job has ended, by long polls.</summary>
    public async Task<JsonElement> EndedAsync(string jobId)
    {
        for (var polls = 0; polls < 20; polls++)
        {
            var job = await GetAsync($"/v1/jobs/{jobId}?wait_s=5");
            if (job.GetProperty("status").GetString() is not ("queued" or "offered" or "running" or "unknown"))
                return job;
        }
        throw new TimeoutException($"Job {jobId} did not end.");
    }

    public async Task<JsonElement> PostAsync(string path, JsonObject body, HttpStatusCode expected)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public void Dispose() => http.Dispose();
}
