using System.Text.Json;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Hosting;

namespace MzPanel.Silo.Demo;

/// <summary><c>demo</c>: the whole way from an empty directory to the output of a first job, then a control plane to play with.</summary>
internal static class DemoCommand
{
    private const int UsualPort = 5080;
    private const string FirstCommand =
        "echo \"Hello from $(uname -sr)\"; for step in 1 2 3; do echo \"step $step of 3\"; sleep 0.3; done; echo \"in $(pwd)\" >&2";

    public static async Task<int> RunAsync(string[] settings)
    {
        using var home = new DemoHome();
        home.MakeVps();
        var setupToken = Token.Create(TokenKind.Setup);
        Console.WriteLine($"MzPanel demo. Everything lies in {home.Path} and is deleted at the end.");
        await using var silo = await SiloApp.BuildAsync([.. Settings(home, setupToken), .. settings], new SiloVariation { IsQuiet = true });
        await silo.StartAsync();
        await using var agent = new DemoAgent(home);
        using var api = new DemoApi(silo.Url.Url);
        var life = silo.Web.Lifetime.ApplicationStopping;
        try
        {
            await PlayAsync(api, agent, setupToken, silo.Url.Text, life);
            Invite(api, silo.Url.Text, home);
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
            // Ended by the person before it came to its end.
        }
        await silo.Web.WaitForShutdownAsync();
        return 0;
    }

    private static async Task PlayAsync(DemoApi api, DemoAgent agent, string setupToken, string url, CancellationToken ct)
    {
        await api.SetUpAsync(setupToken, ct);
        Console.WriteLine($"Owner: {api.Email}, password {api.Password}");
        var (server, install) = await api.AddServerAsync("demo-vps", ct);
        await agent.RegisterAsync(url, install, ct);
        agent.Run();
        Console.WriteLine("A real agent runs in a sandbox and has registered itself. The sandbox's policy allows the free shell, which an");
        Console.WriteLine("agent refuses by default; the control plane cannot change that.");
        var job = await api.RunAsync(server, "shell.run", new { command = FirstCommand }, ct);
        Console.WriteLine($"Its first job, {job}, prints:");
        await foreach (var (name, data) in api.WatchAsync(job, ct))
            Show(name, data);
    }

    private static void Show(string name, JsonElement data)
    {
        if (name == "log")
            foreach (var line in data.GetProperty("lines").EnumerateArray())
                Console.WriteLine($"  {line.GetProperty("stream").GetString()} | {line.GetProperty("text").GetString()}");
        else if (name == "status" && data.TryGetProperty("finished_at", out var end) && end.ValueKind == JsonValueKind.String)
            Console.WriteLine($"The job {data.GetProperty("status").GetString()}, exit code {data.GetProperty("exit_code")}.");
    }

    private static void Invite(DemoApi api, string url, DemoHome home) => Console.WriteLine($"""

        The demo stays up until Ctrl-C. Open {url} in a browser and sign in as the owner above, or ask the API:
          curl -s -H 'Cookie: {api.Cookie}' {url}/v1/servers
        The agent's log is {home.AgentLog}.
        """);

    private static string[] Settings(DemoHome home, string setupToken) =>
    [
        $"--Storage:DataDirectory={home.Data}",
        $"--Access:SetupToken={setupToken}",
        $"--Urls=http://127.0.0.1:{(Ports.IsFree(UsualPort) ? UsualPort : 0)}",
        "--Management:Urls=",
        "--Cluster:SiloPort=0",
        "--Logging:LogLevel:Default=Warning",
    ];
}
