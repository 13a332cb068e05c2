using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Faults;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>
/// Each page in light and dark, on a desk and on a phone: judged by axe, and as pictures beneath <c>artifacts/dashboard</c> for
/// people to look at.
/// </summary>
public sealed class LookTests(Chromium chromium, LivedInPanel lived) : IClassFixture<Chromium>, IClassFixture<LivedInPanel>
{
    private static readonly (string Name, int Width, int Height)[] Screens = [("desktop", 1360, 860), ("phone", 390, 844)];

    private static readonly ((string Name, int Width, int Height) Screen, ColorScheme Scheme)[] EachLook =
        [.. from screen in Screens from scheme in new[] { ColorScheme.Light, ColorScheme.Dark } select (screen, scheme)];

    // What stands out at the side of the window, of a list or of the dialog that is open: names are long here. Lists that are scrolled sideways say so.
    private const string Overflows = """
        width => [document.documentElement, ...document.querySelectorAll('.dialog, .panel, .panel-flush')]
          .filter(box => box.scrollWidth > box.clientWidth || box.getBoundingClientRect().right > width)
          .map(box => `${box.className || 'page'} ${box.scrollWidth} in ${box.clientWidth}`).join(', ')
        """;

    // The browser follows a change of the system's light a moment later: then its text is bright in the dark.
    private const string IsDrawn = "dark => Number.parseInt(getComputedStyle(document.documentElement).color.slice(4)) > 128 === dark";

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
                Assert.Equal("", await page.EvaluateAsync<string>(Overflows, width));
            }
        }
        foreach (var look in Look.All.Where(look => look.Page == name && (Seeds.Long || !look.IsLikeOthers)))
            await LookAsync(page, look);
    }

    // As the page is shown already, dark and on a phone; in every light on every screen in the long form.
    private static async Task LookAsync(IPage page, Look look)
    {
        if (look.Opener is null || Seeds.Long)
        {
            await page.ReloadAsync();
            await LivedInPanel.ShownAsync(page);
        }
        await look.OpenAsync(page);
        foreach (var (screen, scheme) in Seeds.Long ? EachLook : EachLook[^1..])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            await page.WaitForFunctionAsync(IsDrawn, scheme == ColorScheme.Dark);
            var picture = $"{look.Page}+{look.Name}-{screen.Name}-{scheme}";
            await ShootAsync(page, picture, whole: look.Opener is null);
            var faults = await Axe.FaultsAsync(page, look.Opener is null ? null : ".dialog");
            Assert.True(faults.Length == 0, $"{picture}:\n{string.Join('\n', faults)}");
            Assert.Equal("", await page.EvaluateAsync<string>(Overflows, screen.Width));
        }
        if (look.Opener is null)
            return;
        // Whoever opened it by keyboard goes on where they were.
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".dialog")).ToHaveCountAsync(0);
        await Expect(look.Opener(page)).ToBeFocusedAsync();
    }

    private static async Task ShootAsync(IPage page, string name, bool whole = true) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(Programs.Root, "artifacts/dashboard", name.ToLowerInvariant() + ".png"), FullPage = whole });
}
