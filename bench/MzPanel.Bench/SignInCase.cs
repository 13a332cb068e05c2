using System.Diagnostics;
using System.Net.Http.Json;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>50 sign-ins a second for a minute, from many addresses through a trusted proxy: what other requests and the memory feel of it.</summary>
internal static class SignInCase
{
    private const int Accounts = 20;
    private const string Password = "correct horse battery bench";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SignInPace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReadPace = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(Report report)
    {
        await using var silo = await SiloProcess.WithAsync("--Access:OpenSignUp=true");
        using var panel = await Panel.OfAsync(silo);
        // Feels the same noise of the box, and nobody signs in to it.
        await using var other = await SiloProcess.WithAsync();
        using var beside = await Panel.OfAsync(other);
        using var strangers = silo.Client();
        for (var i = 0; i < Accounts; i++)
            (await strangers.PostAsJsonAsync("/v1/account/sign-up", new { email = Email(i), password = Password, workspace_name = "w" })).EnsureSuccessStatusCode();
        await PacedAsync(Quiet / 3, ReadPace, i => ReadAsync(i % 2 == 0 ? panel : beside));
        var (_, before) = Figures.Print("GET /v1/servers, quiet", "ms", await PacedAsync(Quiet, ReadPace, _ => ReadAsync(panel)));
        var (rss, most) = (silo.Rss, 0L);
        var outcomes = new Dictionary<int, int>();
        var signIns = PacedAsync(Rush, SignInPace, i => SignInAsync(strangers, i, outcomes));
        var readsBeside = PacedAsync(Rush, ReadPace, _ => ReadAsync(beside));
        var reads = await PacedAsync(Rush, ReadPace, i =>
        {
            most = i % 10 == 0 ? Math.Max(most, silo.Rss) : most;
            return ReadAsync(panel);
        });
        Figures.Print("POST /v1/account/sign-in", "ms", await signIns);
        var (_, during) = Figures.Print("GET /v1/servers, in the rush", "ms", reads);
        var (_, calm) = Figures.Print("GET /v1/servers of a silo beside it, at the same time", "ms", await readsBeside);
        Console.WriteLine($"answers: {string.Join(", ", outcomes.Select(o => $"{o.Value} × {o.Key}"))}");
        Console.WriteLine($"p99 {during / before:0.0} times the quiet one (goal ≤ 3), {during / calm:0.0} times that of the silo beside; memory grew by {(most - rss) / 1048576} MiB at most (goal ≤ 192 MiB)");
        report.Less("GET /v1/servers in the rush, p99, to before it", during, "ms", before);
        report.Less("memory it grew by", most - rss, Figure.Bytes);
    }

    private static string Email(int i) => $"bench{i % Accounts}@example.org";

    private static async Task ReadAsync(Panel panel) => (await panel.Http.GetAsync("/v1/servers")).EnsureSuccessStatusCode();

    /// <summary>Every other one is somebody we know, with the right password.</summary>
    private static async Task SignInAsync(HttpClient http, int i, Dictionary<int, int> outcomes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/account/sign-in")
        {
            Content = JsonContent.Create(new { email = i % 2 == 0 ? Email(i / 2) : $"nobody{i}@example.org", password = Password }),
        };
        request.Headers.Add("X-Forwarded-For", $"10.{i / 256 % 256}.{i % 256}.7");
        using var answer = await http.SendAsync(request);
        lock (outcomes)
            outcomes[(int)answer.StatusCode] = outcomes.GetValueOrDefault((int)answer.StatusCode) + 1;
    }

    /// <summary>Begins one after the other at that pace, however long each takes; how long each took.</summary>
    private static async Task<IReadOnlyList<double>> PacedAsync(TimeSpan span, TimeSpan pace, Func<int, Task> ask)
    {
        var clock = Stopwatch.StartNew();
        var running = new List<Task<double>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (clock.Elapsed < span)
        {
            while (clock.Elapsed < span && running.Count * pace <= clock.Elapsed)
                running.Add(TimeAsync(ask, running.Count));
            await timer.WaitForNextTickAsync();
        }
        return await Task.WhenAll(running);
    }

    private static async Task<double> TimeAsync(Func<int, Task> ask, int i)
    {
        var began = Stopwatch.GetTimestamp();
        await ask(i);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
