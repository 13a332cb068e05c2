using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>
/// The tasks of a page's main thread, as Chromium's own trace has them. Judged is the processor time that each took, because on a box
/// that others use the clock measures them as well.
/// </summary>
internal sealed class TaskTrace(ICDPSession browser)
{
    private const string Categories = "toplevel,disabled-by-default-devtools.timeline";

    /// <summary>A task that takes longer is felt (issue 7).</summary>
    public const double LimitMs = 100;

    public static async Task<TaskTrace> StartAsync(IPage page)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Tracing.start", new() { ["categories"] = Categories, ["transferMode"] = "ReturnAsStream" });
        return new TaskTrace(browser);
    }

    /// <summary>Ends the trace and says the longest task of every page's main thread, in ms of processor time.</summary>
    public async Task<double> LongestAsync(string what)
    {
        var tasks = Tasks(await StopAsync());
        var (cpu, wall) = (tasks.Max(task => task.CpuMs), tasks.Max(task => task.WallMs));
        TestContext.Current.SendDiagnosticMessage($"{what}: longest of {tasks.Count} tasks {cpu:0.0} ms of processor time, {wall:0.0} ms by the clock");
        return cpu;
    }

    private async Task<JsonElement> StopAsync()
    {
        var complete = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        browser.Event("Tracing.tracingComplete").OnEvent += (_, told) => complete.TrySetResult(told!.Value.GetProperty("stream").GetString()!);
        await browser.SendAsync("Tracing.end");
        var stream = await complete.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var text = new StringBuilder();
        for (var more = true; more;)
        {
            var piece = (await browser.SendAsync("IO.read", new() { ["handle"] = stream }))!.Value;
            text.Append(piece.GetProperty("data").GetString());
            more = !piece.GetProperty("eof").GetBoolean();
        }
        await browser.DetachAsync();
        return JsonDocument.Parse(text.ToString()).RootElement.GetProperty("traceEvents");
    }

    private static List<(double CpuMs, double WallMs)> Tasks(JsonElement events)
    {
        var all = events.EnumerateArray().Where(e => e.TryGetProperty("name", out _)).ToList();
        var mains = all.Where(e => Name(e) == "thread_name" && e.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain").Select(Thread).ToHashSet();
        return [.. all.Where(e => Name(e) is "RunTask" or "ThreadControllerImpl::RunTask" && mains.Contains(Thread(e)) && e.TryGetProperty("tdur", out _))
            .Select(e => (e.GetProperty("tdur").GetDouble() / 1000, e.GetProperty("dur").GetDouble() / 1000))];
    }

    private static string? Name(JsonElement e) => e.GetProperty("name").GetString();

    private static (long Process, long Thread) Thread(JsonElement e) => (e.GetProperty("pid").GetInt64(), e.GetProperty("tid").GetInt64());
}
