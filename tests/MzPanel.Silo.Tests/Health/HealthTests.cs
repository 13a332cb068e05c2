using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Agents;
using MzPanel.Silo.Health;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly Membership membership = new();
    private TestSilo? silo;

    private TestSilo Silo => silo!;

    public async ValueTask InitializeAsync() => silo = await TestSilo.StartAsync((services, configuration) => services.AddHealth()
        .AddSettings<AgentsOptions, AgentsOptionsValidator>(configuration, AgentsOptions.Section)
        .AddSingleton<ArrivalLine>().AddSingleton<Admission>().AddSingleton<ISiloStatusOracle>(membership).AddSingleton<ICallerSource, Http.HeaderCallers>(), v1 => v1.MapHealth());

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    [Fact]
    public async Task A_writer_that_stands_still_ends_the_life_and_is_named()
    {
        var (inside, leave) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var stuck = Silo.Records.Database.Control.TransactAsync(async (_, _, _) =>
        {
            inside.SetResult();
            await leave.Task;
            return 0;
        });
        await inside.Task;
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("live")).Status);
        Silo.Time.Advance(TimeSpan.FromMinutes(3));
        var answer = await AskAsync("live");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("writer of the records", answer.Text, StringComparison.Ordinal);
        leave.SetResult();
        await stuck;
        await Testing.Until.Async(async () => (await AskAsync("live")).Status == HttpStatusCode.OK);
    }

    [Theory, InlineData(SiloStatus.Joining), InlineData(SiloStatus.Dead), InlineData(SiloStatus.Stopping)]
    public async Task A_silo_that_is_no_active_member_is_not_ready_and_lives(SiloStatus status)
    {
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("ready")).Status);
        membership.CurrentStatus = status;
        var answer = await AskAsync("ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains(status.ToString(), answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("live")).Status);
    }

    [Fact]
    public async Task A_silo_that_drains_is_not_ready_and_lives()
    {
        Silo.Services.GetRequiredService<Admission>().Drain();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), ((await AskAsync("ready")).Status, (await AskAsync("ready")).Code));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("live")).Status);
    }

    private Task<Answer> AskAsync(string what) => Silo.Http.SendAsync("GET", "/v1/healthz/" + what);

    private sealed class Membership : ISiloStatusOracle
    {
        public SiloStatus CurrentStatus { get; set; } = SiloStatus.Active;

        public string SiloName => "";

        public SiloAddress SiloAddress => SiloAddress.Zero;

        public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => CurrentStatus;

        public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => [];

        public SiloAddress[] GetActiveSilos() => [];

        public bool TryGetSiloName(SiloAddress siloAddress, out string siloName) => (siloName = "") is null;

        public bool IsFunctionalDirectory(SiloAddress siloAddress) => true;

        public bool IsDeadSilo(SiloAddress silo) => false;

        public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => true;

        public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => true;
    }
}
