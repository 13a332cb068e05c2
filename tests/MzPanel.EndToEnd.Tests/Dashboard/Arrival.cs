using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>How soon somebody sees a page and can use it, in a browser that never was there, in ms since its address was opened.</summary>
/// <param name="PaintMs">First contentful paint.</param>
/// <param name="UsableMs">What the page is about was painted, and its thread had nothing to do.</param>
internal readonly record struct Arrival(double PaintMs, double UsableMs)
{
    // Idle for the first time behind the frame that has what is looked for.
    private const string Watch = """
        (what => {
          globalThis.usable = new Promise(done => {
            const watch = new MutationObserver(() => {
              if (!document.querySelector(what)) return;
              watch.disconnect();
              requestAnimationFrame(() => requestIdleCallback(() => done(performance.now())));
            });
            watch.observe(document, { childList: true, subtree: true });
          });
        })
        """;

    public static async Task<Arrival> OfAsync(Chromium chromium, IEnumerable<BrowserContextCookiesResult> cookies, string address, string what)
    {
        await using var profile = await chromium.ProfileAsync();
        await profile.AddCookiesAsync(ShownPanel.Kept(cookies));
        var page = await profile.NewPageAsync();
        await page.AddInitScriptAsync($"{Watch}('{what}')");
        await page.GotoAsync(address);
        var usable = await page.EvaluateAsync<double>("usable");
        return new(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"), usable);
    }
}
