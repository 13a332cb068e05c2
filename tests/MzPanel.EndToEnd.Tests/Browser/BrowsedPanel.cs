using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Browser;

/// <summary>A panel that people know by an address, its owner, and another web server beside it.</summary>
public abstract class BrowsedPanel : IAsyncLifetime
{
    private static readonly string[] Told =
        ["/v1/servers", "/v1/account", "/v1/account/tokens", "/v1/team/members", "/v1/team/invitations", "/v1/account/audit"];

    private readonly TempDirectory data = new();
    private readonly Certificates certificates = new();
    private SiloProcess silo = null!;
    private Owner? owner;
    private string server = "";

    /// <summary>Where people find it.</summary>
    public Uri Address { get; private set; } = null!;

    internal OtherSite Other { get; private set; } = null!;

    /// <summary>Starts the silo and says by which address people know it.</summary>
    private protected abstract (SiloProcess Silo, Uri Address) Make(string dataDirectory, Certificates certificates, OtherSite other);

    public async ValueTask InitializeAsync()
    {
        Other = await OtherSite.StartAsync(certificates.Certificate);
        (silo, Address) = Make(data.Path, certificates, Other);
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
        (server, _) = await owner.ServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        owner?.Dispose();
        await silo.DisposeAsync();
        await Other.DisposeAsync();
        certificates.Dispose();
        data.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The owner signs in, in a page of the panel's own.</summary>
    internal async Task<IPage> SignInAsync(IBrowserContext profile)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync(new Uri(Address, "/docs/index.html").AbsoluteUri);
        var status = await page.EvaluateAsync<int>(
            "async body => (await fetch('/v1/account/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status",
            new JsonObject { ["email"] = Owner.Email, ["password"] = Owner.Password }.ToJsonString());
        Assert.Equal(200, status);
        return page;
    }

    /// <summary>What <c>attempts.js</c> brings on this page; all of it, or only what is named.</summary>
    internal async Task<Dictionary<string, string>> TryAsync(IPage page, params string[] only)
    {
        var attempts = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "tests/MzPanel.EndToEnd.Tests/Browser/attempts.js"));
        var outcome = await page.EvaluateAsync<string>(attempts, new { panel = Address.OriginalString, server, only = only.Length > 0 ? only : null });
        return JsonSerializer.Deserialize<Dictionary<string, string>>(outcome)!;
    }

    /// <summary>All that an attempt could have changed.</summary>
    internal async Task<string> StateAsync()
    {
        var state = new StringBuilder();
        foreach (var path in Told)
            state.AppendLine(await owner!.Http.GetStringAsync(path));
        return state.ToString();
    }
}

/// <summary>With a certificate and a name, as on the Internet.</summary>
public sealed class PanelOverTls : BrowsedPanel
{
    private protected override (SiloProcess Silo, Uri Address) Make(string dataDirectory, Certificates certificates, OtherSite other)
    {
        var address = new Uri($"https://panel.example.test:{FreePort.Next()}");
        var plain = $"http://127.0.0.1:{FreePort.Next()}";
        return (new SiloProcess(
            dataDirectory, $"--Urls={plain};https://127.0.0.1:{address.Port}", $"--PublicUrl={address.OriginalString}",
            $"--Tls:CertificateFile={certificates.CertificateFile}", $"--Tls:KeyFile={certificates.KeyFile}",
            $"--Access:AllowedOrigins:0=https://friend.example.test:{other.Port}", $"--Access:AllowedOrigins:1={plain}") { Address = new Uri(plain) }, address);
    }
}

/// <summary>As it starts by itself: plain, on this machine.</summary>
public sealed class PanelOnLoopback : BrowsedPanel
{
    private protected override (SiloProcess Silo, Uri Address) Make(string dataDirectory, Certificates certificates, OtherSite other)
    {
        var silo = new SiloProcess(dataDirectory);
        return (silo, silo.Address);
    }
}
