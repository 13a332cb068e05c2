using System.Text.Json;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>What axe finds hard to use on a page as it is shown.</summary>
internal static class Axe
{
    private const string Audit =
        "async () => JSON.stringify((await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact))"
        + ".map(v => `${v.id}: ${v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')}`))";

    public static async Task<string[]> FaultsAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in globalThis"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "src/MzPanel.Dashboard/node_modules/axe-core/axe.min.js")));
        return JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Audit))!;
    }
}
