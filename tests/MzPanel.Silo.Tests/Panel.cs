using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Agents;
using MzPanel.Data.Events;
using MzPanel.Data.Jobs;
using MzPanel.Data.License;
using MzPanel.Data.Logs;
using MzPanel.Data.Servers;
using MzPanel.Data.Team;
using MzPanel.Grains;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.License;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Backups;
using MzPanel.Silo.Enrollment;
using MzPanel.Silo.Events;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.License;
using MzPanel.Silo.Live;
using MzPanel.Silo.Logs;
using MzPanel.Silo.Metrics;
using MzPanel.Silo.Rollouts;
using MzPanel.Silo.Schedules;
using MzPanel.Silo.Servers;
using MzPanel.Silo.Sites;
using MzPanel.Silo.Tests.Http;
using MzPanel.Silo.Updates;
using MzPanel.Testing;
using Orleans.TestingHost;

namespace MzPanel.Silo.Tests;

/// <summary>
/// The rooms of servers and jobs behind real requests, with real grains on real records, a fake clock, and callers named by a
/// header. Shared by the tests of a class; each takes a workspace of its own.
/// </summary>
public sealed class Panel : IAsyncLifetime
{
    private TestSilo? silo;

    internal TestSilo Silo => silo!;

    public HttpClient Http => Silo.Http;

    public FakeTimeProvider Time => Silo.Time;

    public Database Database => Silo.Records.Database;

    public IGrainFactory Grains => Silo.Services.GetRequiredService<IGrainFactory>();

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    internal T Service<T>() where T : notnull => Silo.Services.GetRequiredService<T>();

    /// <summary>A workspace nobody else in the test run uses.</summary>
    internal async Task<Tenant> TenantAsync(string role = "owner") => new(this, await new Seed(Database).WorkspaceAsync(), role);

    /// <summary>
    /// Moves the clock until the answer is there: grain timers, and with them the delivery of streams, follow the fake clock.
    /// Answers how far it was moved, too.
    /// </summary>
    internal async Task<(T Result, TimeSpan Passed)> MovingAsync<T>(Task<T> waiting, TimeSpan step)
    {
        var began = Time.GetUtcNow();
        await Until.Async(() => Task.FromResult(waiting.IsCompleted), () => Time.Advance(step));
        return (await waiting, Time.GetUtcNow() - began);
    }

    public async ValueTask InitializeAsync() => silo = await TestSilo.StartAsync(Add, Map);

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    private static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServers().AddEnrollment().AddEvents().AddServerMetrics().AddJobs(configuration).AddLogs(configuration).AddLive().AddSites().AddSchedules().AddRollouts().AddBackups().AddUpdates().AddSingleton<AutoUpdates>();
        services.AddSingleton<ICallerSource, HeaderCallers>();
        services.AddSingleton(Options.Create(Tiers())).AddSingleton<TierRecords>().AddSingleton<Tiers>().AddSingleton<ITierGate>(all => all.GetRequiredService<Tiers>());
        services.AddSingleton<JobRecords>().AddSingleton<LogRecords>().AddSingleton<ServerRecords>().AddSingleton<SessionRecords>()
            .AddSingleton<EventRecords>().AddSingleton<SigningKeyRecords>().AddSingleton<MemberRecords>().AddSingleton<ApiTokenRecords>();
        services.AddSingleton(new DeliveryOptions()).AddSingleton(new Jitter(new Random(1))).AddSingleton<ILinkSource, NoLinks>();
        services.AddSingleton(all => KeyRing.LoadAsync(
            all.GetRequiredService<SigningKeyRecords>(), all.GetRequiredService<MasterKey>(), all.GetRequiredService<TimeProvider>()).GetAwaiter().GetResult());
        services.AddPanelGrains();
        services.AddOrleans(orleans => orleans
            .UseLocalhostClustering(FreePort.Next(), gatewayPort: 0, serviceId: "test", clusterId: Guid.NewGuid().ToString("N"))
            .AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage("PubSubStore").AddMemoryStreams(JobNews.Provider));
        services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
    }

    private static void Map(RouteGroupBuilder v1)
    {
        v1.MapServers();
        v1.MapEnrollment();
        v1.MapEvents();
        v1.MapServerMetrics();
        v1.MapJobs();
        v1.MapCommands();
        v1.MapLogs();
        v1.MapSites();
        v1.MapSchedules();
        v1.MapRollouts();
        v1.MapBackups();
        v1.MapUpdates();
        v1.MapLive();
    }

    private static TiersOptions Tiers() =>
        new() { ByName = { ["unlimited"] = new TierOptions { Features = [TierFeature.OffsiteBackup] }, ["small"] = new TierOptions { Sites = 2 } } };

    private sealed class NoLinks : ILinkSource
    {
        public ReattachRequest? Find(string serverId) => null;

        public bool TrySend(string connectionId, byte[] frame) => false;
    }
}

/// <summary>A caller of one workspace.</summary>
internal sealed record Tenant(Panel Panel, string WorkspaceId, string Role = "owner", string Scope = "")
{
    public string UserId { get; } = RecordId.New("usr");

    /// <summary>Another member of the workspace, who reaches only these.</summary>
    public Tenant Member(string role, string type, params string[] ids) => new(Panel, WorkspaceId, role, $"/{type}/{string.Join('/', ids)}");

    public (string Name, string Value) Caller => (HeaderCallers.Header, $"{WorkspaceId}/{UserId}/{Role}{Scope}");

    public Task<Answer> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        Panel.Http.SendAsync(method, path, body, [Caller, .. headers]);

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    /// <summary>Has the records know the caller as a member, as what runs later in the caller's name needs.</summary>
    public async Task JoinAsync()
    {
        var scope = Scope.Length == 0 ? MemberScope.All : new MemberScope(Scope.Split('/')[1], Scope.Split('/')[2..]);
        await Panel.Database.Control.WriteAsync(
        [
            new("INSERT INTO users (id, email, name, password, created_at, password_changed_at, version) VALUES (@user, @email, '', 'x', 1, 1, 1)",
                ("user", UserId), ("email", $"{UserId}@example.org".ToLowerInvariant())),
            new("INSERT INTO members (id, workspace_id, user_id, role, scope, created_at, version) VALUES (@member, @workspace, @user, @role, @scope, 1, 1)",
                ("member", RecordId.New("mem")), ("workspace", WorkspaceId), ("user", UserId), ("role", Role), ("scope", scope.Json)),
        ]);
    }

    /// <summary>Makes a server by request; its id and install token.</summary>
    public async Task<(string Id, string Token)> ServerAsync(string name = "web-1", params string[] tags)
    {
        var answer = await SendAsync("POST", "/v1/servers", new { name, tags });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (answer.Json.GetProperty("server").GetProperty("id").GetString()!, answer.Json.GetProperty("install").GetProperty("token").GetString()!);
    }

    /// <summary>Asks for a job; its id.</summary>
    public async Task<string> JobAsync(string serverId, string kind = "system.info", object? args = null)
    {
        var answer = await SendAsync("POST", $"/v1/servers/{serverId}/jobs", new { kind, args = args ?? new { } });
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        return answer.Json.GetProperty("job").GetProperty("id").GetString()!;
    }
}
