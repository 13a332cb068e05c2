using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What is wrong with one site keeps no other from being renewed.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly FakeTimeProvider time = new();
    private readonly MemoryLog log = new();
    private readonly RecordingPrograms programs = new RecordingPrograms().Answer("certbot certonly", "", 1);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_warned_of_and_the_next_site_is_renewed()
    {
        Put("site_a");
        Put("site_b");
        sandbox.Put("/etc/letsencrypt/live/mz-site_a/fullchain.pem", "nonsense");
        Assert.Equal(2, await RunAsync(programs));
        Assert.Contains(log.Lines, l => l.Text.StartsWith("site-a.example.org: ", StringComparison.Ordinal));
        Assert.Equal(["mz-site_b"], Asked());
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_told_and_the_other_sites_are_renewed()
    {
        sandbox.Put("/etc/mz/sites/site_a.json", "{");
        Put("site_b");
        Assert.Equal(2, await RunAsync(programs));
        Assert.Contains(log.Lines, l => l.Text.Contains("bad_registry", StringComparison.Ordinal) && l.Text.Contains("site_a.json", StringComparison.Ordinal));
        Assert.Equal(["mz-site_b"], Asked());
    }

    [Fact]
    public async Task A_certbot_that_hangs_is_ended_and_the_next_site_has_its_turn()
    {
        Put("site_a");
        Put("site_b");
        var hanging = new HangingPrograms();
        var running = RunAsync(hanging);
        await WorkerBench.Eventually(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return running.IsCompleted ? "over" : null;
        }, "its end");
        Assert.Equal(2, await running);
        Assert.Equal(2, hanging.Ended);
        Assert.Contains(log.Lines, l => l.Text.Contains("took longer", StringComparison.Ordinal));
    }

    private List<string> Asked() =>
        [.. programs.Calls.Where(c => c.Program == "certbot").Select(c => c.Arguments[c.Arguments.ToList().IndexOf("--cert-name") + 1])];

    private Task<int> RunAsync(IPrograms with) =>
        new Renewal(new CommandContext(JsonElement.Parse("{}"), sandbox.Root, LocalPolicy.Read(sandbox.Root), log, with), time)
            .RunAsync(TestContext.Current.CancellationToken);

    private void Put(string id) => new SiteRegistry(sandbox.Root).Write(new SiteEntry
    {
        SiteId = id,
        Domain = id.Replace('_', '-') + ".example.org",
        Kind = SiteKind.Static,
        Stage = SiteStage.Ready,
        User = SiteUsers.NameFor(id),
        Certificate = new SiteCertificate
        {
            Names = [], Authority = "https://ca.example.org/dir", Issuer = "CN=CA", ExpiresAt = time.GetUtcNow().AddDays(60).ToUnixTimeMilliseconds(),
        },
    });

    /// <summary>Programs that never come to an end of their own.</summary>
    private sealed class HangingPrograms : IPrograms
    {
        public int Ended { get; private set; }

        public async Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) => (await CaptureAsync(call, log, cancelled)).ExitCode;

        public async Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
                return (0, "");
            }
            finally
            {
                Ended++;
            }
        }
    }
}
