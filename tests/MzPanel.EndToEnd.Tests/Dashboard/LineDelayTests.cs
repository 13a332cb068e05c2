using System.Globalization;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Faults;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>How long a line takes from the program that writes it to the screen of who follows.</summary>
public sealed class LineDelayTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const double GoalMs = 150;

    // Each line is the moment at which it was written; the moment at which it is painted is that of the frame behind its row.
    private const string Watch = """
        () => {
          globalThis.delays = [];
          const seen = new Set();
          new MutationObserver(() => requestAnimationFrame(() => {
            const now = Date.now();
            for (const row of document.querySelectorAll('.log-text')) {
              const written = Number(row.textContent) / 1e6;
              if (!written || seen.has(written)) continue;
              seen.add(written);
              globalThis.delays.push(now - written);
            }
          })).observe(document.querySelector('.log-rows'), { childList: true });
        }
        """;

    private static readonly int Lines = Seeds.Long ? 400 : 40;

    [Fact]
    public async Task A_line_is_on_the_screen_soon_after_it_was_written()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        var server = await panel.ServerAsync(owner, "web-1");
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile);
        var job = await ShownPanel.ShellAsync(owner, server, $"echo begin; while [ ! -e go ]; do sleep 0.1; done; for i in $(seq {Lines}); do date +%s%N; sleep 0.0$((RANDOM % 9 + 1)); done");
        await page.GotoAsync(panel.At($"/jobs/{job}"));
        await Expect(page.GetByText("1 line, live.")).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await page.EvaluateAsync(Watch);

        panel.PutFile("go");

        await Expect(page.GetByText(string.Create(CultureInfo.InvariantCulture, $"{Lines + 1} lines, complete."))).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var delays = (await page.EvaluateAsync<double[]>("globalThis.delays")).Order().ToList();
        var (middle, p95) = (delays[delays.Count / 2], delays[(int)(delays.Count * 0.95)]);
        TestContext.Current.SendDiagnosticMessage($"{delays.Count} of {Lines} lines seen as they came: p50 {middle:0} ms, p95 {p95:0} ms, most {delays[^1]:0} ms");
        Assert.InRange(delays.Count, Lines * 9 / 10, Lines);
        // A goal for a box that nobody else uses; the short form runs beside everything else.
        Assert.True(!Seeds.Long || p95 <= GoalMs, $"p95 {p95:0} ms");
    }
}
