using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>
/// Each page in light and dark, on a desk and on a phone: judged by axe, and as pictures beneath <c>artifacts/dashboard</c> for
/// people to look at.
/// </summary>
public sealed class LookTests(Chromium chromium, LivedInPanel lived) : IClassFixture<Chromium>, IClassFixture<LivedInPanel>
{
    private static readonly (string Name, int Width, int Height)[] Screens = [("desktop", 1360, 860), ("phone", 390, 844)];

    public static TheoryData<string> Pages { get; } = [.. LivedInPanel.Places.Keys];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_legible_in_every_light_on_every_screen(string name)
    {
        await using var profile = await chromium.ProfileAsync();
        var page = await lived.OpenAsync(profile, name);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.ReloadAsync();
            await LivedInPanel.ShownAsync(page);
            foreach (var (screen, width, height) in Screens)
            {
                await page.SetViewportSizeAsync(width, height);
                await ShootAsync(page, $"{name}-{screen}-{scheme}");
                var faults = await Axe.FaultsAsync(page);
                Assert.True(faults.Length == 0, $"{name}, {screen}, {scheme}:\n{string.Join('\n', faults)}");
                if (name.StartsWith("server-", StringComparison.Ordinal))
                    Assert.Equal(0, await page.GetByRole(AriaRole.Alert).CountAsync());
                Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            }
        }
    }

    private static async Task ShootAsync(IPage page, string name) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(Programs.Root, "artifacts/dashboard", name.ToLowerInvariant() + ".png"), FullPage = true });
}
