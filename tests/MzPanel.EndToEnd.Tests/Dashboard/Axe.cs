using System.Text.Json;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>What axe finds hard to use on a page as it is shown.</summary>
internal static class Axe
{
    private const string Audit =
        "async within => JSON.stringify((await axe.run(within ?? document)).violations.filter(v => ['serious', 'critical'].includes(v.impact))"
        + ".map(v => `${v.id}: ${v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')}`))";

    /// <param name="page">The page.</param>
    /// <param name="within">Only what is in there; all of it where nothing is said.</param>
    public static async Task<string[]> FaultsAsync(IPage page, string? within = null)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in globalThis"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "src/MzPanel.Dashboard/node_modules/axe-core/axe.min.js")));
        return JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Audit, within))!;
    }
}
