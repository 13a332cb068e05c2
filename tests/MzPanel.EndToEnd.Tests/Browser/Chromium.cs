using Microsoft.Playwright;

namespace MzPanel.EndToEnd.Tests.Browser;

/// <summary>
/// Debian's Chromium, driven by Playwright: one for the tests of a class, a profile for each test. Every name below <c>.test</c> is
/// this machine, so that a test may have origins of one site and of others.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private const float LimitMs = 30_000;

    // It starts as root here, without a screen, and has nobody to call.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP *.test 127.0.0.1",
    ];

    private IPlaywright? driver;
    private IBrowser? browser;

    /// <summary>A profile of its own, which knows no cookie of another test and believes every certificate; goes when it is disposed of.</summary>
    public async Task<IBrowserContext> ProfileAsync()
    {
        var profile = await browser!.NewContextAsync(new() { IgnoreHTTPSErrors = true });
        profile.SetDefaultTimeout(LimitMs);
        return profile;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        driver = await Playwright.CreateAsync();
        browser = await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Flags, Timeout = LimitMs });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();
        driver?.Dispose();
    }
}
