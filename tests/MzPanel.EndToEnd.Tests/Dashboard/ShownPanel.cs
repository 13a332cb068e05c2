using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>A silo of its own with its dashboard, seen by a real browser; with a real agent where a test asks for one.</summary>
internal sealed class ShownPanel : IAsyncDisposable
{
    public const float LimitMs = 30_000;

    // The driver does not see bodies of requests that fetch is given as a whole.
    private const string Keep = """
        () => {
          const real = window.fetch;
          window.sent = [];
          window.fetch = async (asked, how) => {
            if (asked instanceof Request) window.sent.push(await asked.clone().text());
            return real(asked, how);
          };
        }
        """;

    private readonly TempDirectory data = new();
    private readonly TempDirectory root = new();
    private readonly List<AgentProcess> agents = [];

    private ShownPanel(string[] settings) => Silo = new SiloProcess(data.Path, ["--RateLimits:SignInsPerMinute=10000", .. settings]);

    public SiloProcess Silo { get; }

    public static async Task<ShownPanel> StartAsync(params string[] settings)
    {
        var panel = new ShownPanel(settings);
        await panel.Silo.StartAsync();
        return panel;
    }

    /// <summary>Runs a real agent with the token of an install line.</summary>
    public async Task ConnectAsync(string installToken)
    {
        var agent = new AgentProcess(Path.Combine(root.Path, $"vps-{agents.Count}"));
        agents.Add(agent);
        agent.AllowShell();
        var (exit, said) = await agent.RegisterAsync(Silo.Address, installToken);
        Assert.True(exit == 0, said);
        agent.Run();
    }

    /// <summary>A server that is online; its id.</summary>
    public async Task<string> ServerAsync(Owner owner, string name)
    {
        var (id, install) = await owner.ServerAsync(name);
        await ConnectAsync(install);
        await Until.Async(async () => (await owner.GetAsync($"/v1/servers/{id}")).GetProperty("status").GetString() == "online");
        return id;
    }

    /// <summary>A page of the person who set the panel up, signed in as a person signs in.</summary>
    public async Task<IPage> SignInAsync(IBrowserContext profile, string path = "/")
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync(At($"/sign-in?next={Uri.EscapeDataString(path)}"));
        await FillSignInAsync(page, Owner.Password);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
        return page;
    }

    public static async Task FillSignInAsync(IPage page, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(Owner.Email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Has a page keep what it sends from here on.</summary>
    public static Task KeepSentAsync(IPage page) => page.EvaluateAsync(Keep);

    /// <summary>The bodies that a page sent.</summary>
    public static Task<string[]> SentAsync(IPage page) => page.EvaluateAsync<string[]>("sent.filter(body => body)");

    /// <summary>What a browser was given, for another one.</summary>
    public static IEnumerable<Cookie> Kept(IEnumerable<BrowserContextCookiesResult> cookies) => cookies.Select(cookie => new Cookie
    {
        Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, Secure = cookie.Secure, HttpOnly = cookie.HttpOnly, SameSite = cookie.SameSite,
    });

    /// <summary>A file or folder of the first agent's server.</summary>
    public string OnServer(string path) => Path.Combine(root.Path, "vps-0", path);

    /// <summary>Leaves a file where the shell jobs of the first agent work.</summary>
    public void PutFile(string name) => File.WriteAllText(OnServer(name), "");

    public string At(string path) => new Uri(Silo.Address, path).AbsoluteUri;

    /// <summary>Asks for a shell job through the API; its id.</summary>
    public static Task<string> ShellAsync(Owner owner, string serverId, string command) =>
        owner.JobAsync(serverId, "shell.run", new JsonObject { ["command"] = command });

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents)
            await agent.DisposeAsync();
        await Silo.DisposeAsync();
        data.Dispose();
        root.Dispose();
    }
}
