using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using MzPanel.Data.Agents;
using MzPanel.Data.Enrollment;
using MzPanel.Data.Events;
using MzPanel.Data.GrainStates;
using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Data.Servers;
using MzPanel.Grains;
using MzPanel.Silo.Account;
using MzPanel.Silo.Agents;
using MzPanel.Silo.Audit;
using MzPanel.Silo.Backups;
using MzPanel.Silo.Dashboard;
using MzPanel.Silo.Docs;
using MzPanel.Silo.Enrollment;
using MzPanel.Silo.Events;
using MzPanel.Silo.Health;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.License;
using MzPanel.Silo.Limits;
using MzPanel.Silo.Live;
using MzPanel.Silo.Logs;
using MzPanel.Silo.Mail;
using MzPanel.Silo.Metrics;
using MzPanel.Silo.Rollouts;
using MzPanel.Silo.Schedules;
using MzPanel.Silo.Servers;
using MzPanel.Silo.Sites;
using MzPanel.Silo.Team;
using MzPanel.Silo.Updates;

namespace MzPanel.Silo.Hosting;

/// <summary>Which rooms the silo has, and what they share.</summary>
internal static class Composition
{
    // Kestrel and Orleans share what SIGTERM leaves: everything is over within 30 s.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(28);

    public static void AddRooms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StorageOptions, StorageOptionsValidator>(configuration, StorageOptions.Section);
        services.AddSettings<KeysOptions, KeysOptionsValidator>(configuration, KeysOptions.Section);
        services.AddSettings<ClusterSettings, ClusterSettingsValidator>(configuration, ClusterSettings.Section);
        services.AddSettings<TlsOptions, TlsOptionsValidator>(configuration, TlsOptions.Section);
        services.AddSettings<ManagementOptions, ManagementOptionsValidator>(configuration, ManagementOptions.Section);
        services.AddHttp(configuration);
        services.AddAccount().AddTeam().AddMail(configuration).AddAudit(configuration).AddLicense(configuration);
        services.AddServers().AddServerMetrics().AddEnrollment().AddEvents();
        services.AddAgents(configuration).AddJobs(configuration).AddLogs(configuration).AddLive().AddSites().AddSchedules().AddRollouts().AddBackups().AddUpdates();
        services.AddHostedService<DueWork>();
        services.AddHostedService<ScheduleSweep>();
        services.AddHostedService<RolloutDriver>();
        services.AddHostedService<AutoUpdates>();
        services.AddHostedService<RateExchange>();
        services.AddHealth().AddDocs().AddDashboard();
        services.AddPanelGrains();
    }

    public static void AddHome(this IServiceCollection services, RecordsHome home, SiloAddresses addresses)
    {
        services.AddSingleton(home.Options).AddSingleton(home.Records).AddSingleton(home.Master).AddSingleton(home.Keys);
        services.AddSingleton<ServerRecords>().AddSingleton<SessionRecords>().AddSingleton<EventRecords>();
        services.AddSingleton<JobRecords>().AddSingleton<LogRecords>().AddSingleton<GrainStateRecords>();
        services.AddSingleton(addresses).AddSingleton(new PublicUrl(addresses.Public));
        // Seeded by the system: spreads load, keeps no secret.
        services.AddSingleton(new Jitter(new Random()));
        services.AddSingleton(s => Delivery(s.GetRequiredService<IOptions<AgentsOptions>>().Value, s.GetRequiredService<IOptions<JobsOptions>>().Value));
        services.AddSingleton<MakeWelcome>(s => s.GetRequiredService<WelcomeFrames>().OfAsync);
        services.AddSingleton<JobOfCommand>(s => JobOf(s.GetRequiredService<JobRecords>()));
        services.AddSingleton<AuthenticateAgent>(s => Authenticate(
            s.GetRequiredService<CredentialRecords>(), s.GetRequiredService<Tiers>(), s.GetRequiredService<TimeProvider>()));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
    }

    public static void AddWebServer(this WebApplicationBuilder builder, SiloAddresses addresses, Certificate? certificate, Doorstep doorstep)
    {
        // The addresses are listened on one by one; the server would warn that it finds them in the settings as well.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(addresses, certificate));
        builder.WebHost.UseSockets(sockets => (sockets.CreateBoundListenSocket, sockets.Backlog) = (doorstep.Take, Doorstep.Places));
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "HH:mm:ss.fff ");
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
    }

    public static void MapRooms(this WebApplication app, SiloAddresses addresses)
    {
        app.MapManagement(addresses);
        app.UseHttp();
        app.UseDocsPage();
        app.MapHealth();
        app.MapDocs();
        app.MapDashboard();
        app.MapLicense();
        app.MapDownloads();
        app.MapAgents();
        var v1 = app.MapV1();
        v1.MapAccount();
        v1.MapTeam();
        v1.MapAudit();
        v1.MapServers();
        v1.MapServerMetrics();
        v1.MapEvents();
        v1.MapEnrollment();
        v1.MapJobs();
        v1.MapCommands();
        v1.MapLogs();
        v1.MapSites();
        v1.MapSchedules();
        v1.MapRollouts();
        v1.MapBackups();
        v1.MapUpdates();
        v1.MapLive();
        app.CheckEndpoints();
    }

    private static DeliveryOptions Delivery(AgentsOptions agents, JobsOptions jobs) => new()
    {
        HeartbeatSeconds = agents.HeartbeatSeconds,
        OfflineSeconds = agents.OfflineSeconds,
        LostMinutes = agents.LostMinutes,
        JudgeFreeMinutes = agents.JudgeFreeMinutes,
        MaxQueued = jobs.MaxQueued,
    };

    private static JobOfCommand JobOf(JobRecords jobs) => async (serverId, commandId) =>
        await jobs.ByCommandsAsync(serverId, [commandId]) is [var job, ..] ? job.Id : null;

    private static AuthenticateAgent Authenticate(CredentialRecords credentials, Tiers tiers, TimeProvider time) => async (hash, ct) =>
    {
        if (await credentials.AuthenticateAgentAsync(hash, time.GetUtcNow().ToUnixTimeMilliseconds()) is not { } found)
            return null;
        await tiers.CheckQuotaAsync(found.WorkspaceId, found.ServerId, tiers.Of(found.Tier), ct);
        return new AgentIdentity(found.ServerId, found.WorkspaceId, found.Tier, found.Epoch);
    };
}
