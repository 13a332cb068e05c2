using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Backups;
using MzPanel.Data.Jobs;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Data.Team;
using MzPanel.Silo.Account;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Http;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests;

/// <summary>A member, or nobody, who asks.</summary>
internal sealed record Asker(string Name, Role? Role, MemberScope Scope, MemberRow? Member);

/// <summary>Something that an id names, and where it is.</summary>
internal sealed record Target(string Id, string? ServerId = null, string? SiteId = null, bool IsForeign = false);

/// <summary>A whole silo with a workspace that has members of every role and scope, and another one that nobody of it may see.</summary>
internal sealed class RightsWorld : IAsyncDisposable
{
    private const string Site = "site_own";
    private readonly WholeSilo silo;
    private readonly TestRecords? postgres;
    private readonly Dictionary<Subject, List<Target>> targets = [];

    private RightsWorld(WholeSilo silo, TestRecords? postgres) => (this.silo, this.postgres) = (silo, postgres);

    public WholeSilo Silo => silo;

    public HttpClient Http => silo.Http;

    public Database Database => silo.Service<Database>();

    public string WorkspaceId { get; private set; } = "";

    public ServerRow Own { get; private set; } = null!;

    public ServerRow Other { get; private set; } = null!;

    public List<Asker> Askers { get; } = [new("anonymous", null, MemberScope.All, null)];

    public IReadOnlyList<Target> Targets(Subject subject) => targets[subject];

    public static async Task<RightsWorld> StartAsync(bool onPostgres)
    {
        var variation = new SiloVariation { IsQuiet = true, Services = services => services.AddSingleton(new PasswordHasher(new PasswordCost(1024, 1), cores: 2)) };
        string[] settings = ["--RateLimits:SignInsPerMinute=1000000"];
        if (!onPostgres)
            return await new RightsWorld(await WholeSilo.StartAsync(variation, settings), null).SeedAsync();
        var records = await TestRecords.PostgresAsync();
        var port = Ports.Free();
        variation = variation with { Silo = silo => silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, port)) };
        return await new RightsWorld(await WholeSilo.StartAsync(variation,
        [
            .. settings, $"--Storage:Postgres={records.Options.Postgres}", $"--Cluster:SiloPort={port}", $"--Cluster:ClusterId=test-{port}",
        ]), records).SeedAsync();
    }

    /// <summary>Whether the scope of who asks holds it; the role matters only for the team, whose members not everybody may know.</summary>
    public static bool IsInScope(Asker asker, Target target) => !target.IsForeign
        && (target.Id[..4] is not ("mem_" or "inv_") || asker.Role is { } role && CapabilityTable.Allows(role, Capability.ViewTeam))
        && (!target.Id.StartsWith("dst_", StringComparison.Ordinal) || asker.Role is { } whose && CapabilityTable.Allows(whose, Capability.UseServers))
        && (target.ServerId is null
        || asker.Scope.HoldsServer(target.ServerId) || target.SiteId is { } site && asker.Scope.HoldsSite(site, target.ServerId));

    /// <summary>Asks with a session that nobody used before.</summary>
    public async Task<Answer> AskAsync(Asker asker, string method, string path, object? body = null, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body), null, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (asker.Member is { } member)
            request.Headers.Add("Cookie", $"{SessionCookie.Name}={await CookieAsync(member)}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? new Answer(answer.StatusCode, "", answer) : await Answer.OfAsync(answer);
    }

    /// <summary>Signs a member in; the cookie.</summary>
    public async Task<string> CookieAsync(MemberRow member)
    {
        var (cookie, now) = (SessionCookie.NewValue(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await Database.Control.WriteAsync(
        [
            new(
                """
                INSERT INTO sessions (id, hash, user_id, workspace_id, created_at, last_seen_at, expires_at)
                VALUES (@id, @hash, @user, @workspace, @now, @now, @until)
                """,
                ("id", RecordId.New("ses")), ("hash", SessionCookie.Hash(cookie)), ("user", member.UserId), ("workspace", member.WorkspaceId),
                ("now", now), ("until", now + UserSessionRecords.LifeMs)),
        ]);
        return cookie;
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }

    // A destination is of the whole workspace; what is sealed in it is not to be opened here.
    private async Task BackupsAsync(ServerRow foreign)
    {
        foreach (var (server, isForeign) in new[] { (Own, false), (Other, false), (foreign, true) })
        {
            var destination = new DestinationRow
            {
                Id = RecordId.New("dst"), WorkspaceId = server.WorkspaceId, Type = DestinationType.Local, Name = "attic", Config = """{"path":"/a"}""", CreatedAt = 1,
            };
            await new DestinationRecords(Database).AddAsync(destination, [], Seed.Entry(server.WorkspaceId, "destination.create"), null);
            Add(Subject.Destination, new Target(destination.Id, IsForeign: isForeign));
            var clock = ScheduleOf(server) with { Id = RecordId.New("plan"), Kind = ScheduleRow.PlanKind, Args = """{"kind":"full","retention":{}}""" };
            await new PlanRecords(Database, new ScheduleRecords(Database)).AddAsync(new PlanRow(clock, [destination.Id]), Seed.Entry(server.WorkspaceId, "plan.create"), null);
            Add(Subject.Plan, new Target(clock.Id, server.Id, IsForeign: isForeign));
            var snapshot = RecordId.New("snap");
            await Database.Control.WriteAsync(
            [
                new(
                    """
                    INSERT INTO backup_snapshots (id, workspace_id, plan_id, server_id, destination_id, job_id, taken_at, status, created_at)
                    VALUES (@id, @workspace, @plan, @server, @destination, @id, 1, 'failed', 1)
                    """,
                    ("id", snapshot), ("workspace", server.WorkspaceId), ("plan", clock.Id), ("server", server.Id), ("destination", destination.Id)),
            ]);
            Add(Subject.Snapshot, new Target(snapshot, server.Id, IsForeign: isForeign));
        }
    }

    private void Add(Subject subject, Target target)
    {
        targets.TryAdd(subject, []);
        targets[subject].Add(target);
    }

    private async Task<RightsWorld> SeedAsync()
    {
        var seed = new Seed(Database);
        (Own, var foreign) = (await seed.ServerAsync(name: "own"), await seed.ServerAsync(name: "foreign-secret"));
        WorkspaceId = Own.WorkspaceId;
        Other = await seed.ServerAsync(WorkspaceId, "other-secret");
        targets[Subject.Server] = [new(Own.Id, Own.Id), new(Other.Id, Other.Id), new(foreign.Id, foreign.Id, IsForeign: true)];
        targets[Subject.Job] =
        [
            await JobAsync(seed, Own, null), await JobAsync(seed, Own, Site), await JobAsync(seed, Other, null), await JobAsync(seed, Other, "site_other"),
            await JobAsync(seed, foreign, Site) with { IsForeign = true },
        ];
        targets[Subject.Site] =
        [
            new(await seed.SiteAsync(Own, Site), Own.Id, Site), new(await seed.SiteAsync(Other, "site_other"), Other.Id, "site_other"),
            new(await seed.SiteAsync(foreign), foreign.Id, IsForeign: true),
        ];
        targets[Subject.Schedule] = [await ScheduleAsync(Own), await ScheduleAsync(Other), await ScheduleAsync(foreign) with { IsForeign = true }];
        targets[Subject.Rollout] = [await RolloutAsync(Own), await RolloutAsync(Other), await RolloutAsync(foreign) with { IsForeign = true }];
        await BackupsAsync(foreign);
        await MembersAsync(foreign.WorkspaceId);
        return this;
    }

    private async Task MembersAsync(string foreign)
    {
        Askers.Add(await AskerAsync(Role.Owner, MemberScope.All));
        foreach (var role in new[] { Role.Admin, Role.Operator, Role.Customer })
            foreach (var scope in new[] { MemberScope.All, new(MemberScope.Servers, [Own.Id]), new(MemberScope.Sites, [Site]) })
                Askers.Add(await AskerAsync(role, scope));
        var (spare, stranger) = (await MemberAsync(WorkspaceId, Role.Customer, MemberScope.All), await MemberAsync(foreign, Role.Owner, MemberScope.All));
        targets[Subject.Member] = [new(spare.Id), new(stranger.Id, IsForeign: true)];
        targets[Subject.Invitation] = [new(await InvitationAsync(WorkspaceId)), new(await InvitationAsync(foreign), IsForeign: true)];
        await CookieAsync(stranger);
        targets[Subject.Session] = [new((await Database.FirstAsync<string>("SELECT id FROM sessions WHERE user_id = @UserId", new { stranger.UserId }))!, IsForeign: true)];
        targets[Subject.ApiToken] = [new(await TokenAsync(stranger), IsForeign: true)];
    }

    private async Task<Asker> AskerAsync(Role role, MemberScope scope) =>
        new($"{Roles.Word(role)} of {scope.Type}", role, scope, await MemberAsync(WorkspaceId, role, scope));

    private async Task<MemberRow> MemberAsync(string workspaceId, Role role, MemberScope scope)
    {
        var (user, member) = (RecordId.New("usr"), RecordId.New("mem"));
        await Database.Control.WriteAsync(
        [
            new("INSERT INTO users (id, email, name, password, created_at, password_changed_at, version) VALUES (@user, @email, '', @password, 1, 1, 1)",
                ("user", user), ("email", $"{user}@example.org".ToLowerInvariant()), ("password", PasswordHash.Dummy(new PasswordCost(1024, 1)).ToString())),
            new("INSERT INTO members (id, workspace_id, user_id, role, scope, created_at, version) VALUES (@member, @workspace, @user, @role, @scope, 1, 1)",
                ("member", member), ("workspace", workspaceId), ("user", user), ("role", Roles.Word(role)), ("scope", scope.Json)),
        ]);
        return (await new MemberRecords(Database).FindAsync(workspaceId, member))!;
    }

    private async Task<string> InvitationAsync(string workspaceId)
    {
        var row = new InvitationRow
        {
            Id = RecordId.New("inv"), Hash = [.. Guid.NewGuid().ToByteArray()], WorkspaceId = workspaceId, Email = $"{Guid.NewGuid()}@example.org", Role = "admin",
            Scope = MemberRow.WholeWorkspace, Delivery = LinkDelivery.Shown, CreatedAt = 1, ExpiresAt = long.MaxValue,
        };
        await new InvitationRecords(Database).AddAsync(row, Seed.Entry(workspaceId, "invitation.create"), null);
        return row.Id;
    }

    private async Task<string> TokenAsync(MemberRow maker)
    {
        var row = new ApiTokenRow
        {
            Id = RecordId.New("tok"), Hash = [.. Guid.NewGuid().ToByteArray()], WorkspaceId = maker.WorkspaceId, UserId = maker.UserId, Name = "foreign-secret",
            Scopes = "*", LastFour = "abcd", CreatedAt = 1,
        };
        await new ApiTokenRecords(Database).AddAsync(row, Seed.Entry(maker.WorkspaceId, "token.create"), null);
        return row.Id;
    }

    private async Task<Target> JobAsync(Seed seed, ServerRow server, string? siteId)
    {
        var job = seed.NewJob(server) with { SiteId = siteId };
        await new JobRecords(Database).CreateAsync(job, Seed.Entry(server.WorkspaceId, "job.create") with { JobId = job.Id, ServerId = server.Id }, key: null, maxQueued: 1000);
        var over = job with { Status = JobStatus.Cancelled, FinishedAt = 1 };
        await new JobRecords(Database).MoveAsync(job, over, Seed.Entry(server.WorkspaceId, "job.cancel") with { JobId = job.Id, ServerId = server.Id }, null);
        return new Target(job.Id, server.Id, siteId);
    }

    private async Task<Target> ScheduleAsync(ServerRow server)
    {
        var row = ScheduleOf(server);
        await new ScheduleRecords(Database).AddAsync(row, Seed.Entry(server.WorkspaceId, "schedule.create"), null);
        return new Target(row.Id, server.Id);
    }

    private static ScheduleRow ScheduleOf(ServerRow server) => new()
    {
        Id = RecordId.New("sch"), WorkspaceId = server.WorkspaceId, Name = server.Name, ServerId = server.Id, Kind = "system.info", Args = "{}", Cron = "0 0 1 1 *",
        TimeZone = "UTC", Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "usr_1", CallerName = "a@example.com", NextRunAt = long.MaxValue, CreatedAt = 1,
    };

    private async Task<Target> RolloutAsync(ServerRow server)
    {
        var row = new RolloutRow
        {
            Id = RecordId.New("rol"), WorkspaceId = server.WorkspaceId, Kind = "system.info", Args = "{}", Parallel = 1, Canary = 0, StopAfterFailures = 1,
            UserId = "usr_1", CallerName = "a@example.com", Status = RolloutStatus.Paused, Pending = 1, CreatedAt = 1,
        };
        await new RolloutRecords(Database).AddAsync(row, [server.Id], Seed.Entry(server.WorkspaceId, "rollout.create"), null);
        return new Target(row.Id, server.Id);
    }
}
