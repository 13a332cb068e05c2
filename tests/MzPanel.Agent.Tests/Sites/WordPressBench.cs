using System.Globalization;
using System.Net;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>WordPress sites beneath a sandbox root, on a real MariaDB that the sandbox takes for its own.</summary>
internal sealed class WordPressBench : IDisposable
{
    private WordPressBench(MariaDbServer server)
    {
        Server = server;
        server.AppearIn(Sites.Root);
    }

    public SiteBench Sites { get; } = new(inMemory: true);

    public MariaDbServer Server { get; }

    /// <summary>Each bench has a site of its own: its database stands beside those of the others.</summary>
    public string Id { get; } = "site_" + Guid.NewGuid().ToString("N")[..12];

    public string Name => DatabaseLogin.NameFor(Id);

    public static async Task<WordPressBench> OnSharedAsync() => new(await MariaDbServer.SharedAsync());

    public static WordPressBench On(MariaDbServer server) => new(server);

    public string Create(string more = "") => SiteBench.Create("wordpress", Id, more: more);

    /// <summary>How many databases and users of the site there are.</summary>
    public async Task<(int Databases, int Users)> LeftAsync() => (
        await CountAsync($"SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{Name}';"),
        await CountAsync($"SELECT COUNT(*) FROM mysql.user WHERE user = '{Name}';"));

    /// <summary>What the file for people says behind a word.</summary>
    public string Left(string word) =>
        File.ReadAllLines(Sites.Paths(Id).AdminPassword).Single(l => l.StartsWith(word + ": ", StringComparison.Ordinal))[(word.Length + 2)..];

    /// <summary>Signs in as a browser does, and returns where WordPress then sends it.</summary>
    public async Task<(string Target, bool SignedIn)> SignInAsync(string user, string password)
    {
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = cookies, ConnectCallback = SiteBench.ToThisMachineAsync });
        var at = new Uri($"http://one.example.org:{Sites.HttpPort}/wp-login.php");
        using var form = await browser.GetAsync(at);
        using var sent = new FormUrlEncodedContent([new("log", user), new("pwd", password), new("wp-submit", "Log In"), new("testcookie", "1")]);
        using var answer = await browser.PostAsync(at, sent);
        return (answer.Headers.Location?.AbsolutePath ?? "", cookies.GetAllCookies().Any(c => c.Name.StartsWith("wordpress_logged_in", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        if (!Server.HasEnded)
            Server.ExecuteAsync($"DROP DATABASE IF EXISTS {Name}; DROP USER IF EXISTS {Name}@localhost;").GetAwaiter().GetResult();
        Sites.Dispose();
    }

    private async Task<int> CountAsync(string sql) => int.Parse((await Server.ExecuteAsync(sql)).Trim(), CultureInfo.InvariantCulture);
}
