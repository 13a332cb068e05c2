using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using MzPanel.Data;
using MzPanel.Silo.Backups;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Schedules;
using MzPanel.Silo.Servers;
using MzPanel.Silo.Team;

namespace MzPanel.Silo.Tests;

/// <summary>
/// Who may do what (rest-api.md, section 5), made from the endpoints and the table of capabilities: a new route is tried by itself,
/// by everybody, with every id.
/// </summary>
public sealed class RightsTests
{
    // A valid body for routes whose id is judged behind it. One that is not here may answer what is wrong with the body first, if
    // only it answers the same for every id.
    private static readonly Dictionary<Type, string> Bodies = new()
    {
        [typeof(ServerChange)] = """{"name":"renamed"}""",
        [typeof(JobRequest)] = """{"kind":"system.info"}""",
        [typeof(ScheduleChange)] = """{"name":"renamed"}""",
        [typeof(DestinationChange)] = """{"name":"renamed"}""",
        [typeof(PlanChange)] = """{"name":"renamed"}""",
        [typeof(MemberChange)] = """{"role":"operator"}""",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Out_of_scope_is_not_there_and_in_scope_beyond_the_role_is_forbidden(bool onPostgres)
    {
        await using var world = await RightsWorld.StartAsync(onPostgres);
        var (faults, tried) = (new List<string>(), 0);
        foreach (var (method, route, endpoint) in Routes(world))
            foreach (var asker in world.Askers)
            {
                var found = endpoint.Metadata.GetMetadata<Over>() is { Subject: var subject }
                    ? TryIdsAsync(world, asker, method, route, endpoint, world.Targets(subject)) : TryAsync(world, asker, method, route, endpoint);
                await foreach (var fault in found)
                {
                    faults.AddRange(fault is null ? [] : [$"{asker.Name}: {method} {route}: {fault}"]);
                    tried++;
                }
            }
        Assert.Equal([], faults);
        Assert.InRange(tried, 900, 100_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lists_hold_what_is_in_scope_page_by_page_and_nothing_else(bool onPostgres)
    {
        await using var world = await RightsWorld.StartAsync(onPostgres);
        var tried = 0;
        foreach (var (method, route, endpoint) in Routes(world).Where(r => r.Method == "GET" && !r.Route.Contains('{', StringComparison.Ordinal)))
            foreach (var asker in world.Askers.Where(a => a.Role is not null))
            {
                var whole = await world.AskAsync(asker, method, route);
                foreach (var secret in Secrets(world, asker, endpoint).Where(_ => (int)whole.Status == 200))
                    Assert.False(whole.Text.Contains(secret, StringComparison.Ordinal), $"{asker.Name}: {route} tells of {secret}");
                if ((int)whole.Status == 200 && endpoint.Metadata.GetMetadata<TakesQuery>()?.QueryType.IsAssignableTo(typeof(PageQuery)) == true)
                    await ComparePagesAsync(world, asker, route, tried++);
            }
        Assert.InRange(tried, 30, 1_000);
        foreach (var asker in world.Askers.Where(a => a.Role is not null))
        {
            Assert.Equal(Visible(asker, Capability.UseServers, world.Targets(Subject.Server)), await IdsAsync(world, asker, "/v1/servers"));
            Assert.Equal(Visible(asker, Capability.UseServers, world.Targets(Subject.Schedule)), await IdsAsync(world, asker, "/v1/schedules"));
            Assert.Equal(Visible(asker, Capability.UseServers, world.Targets(Subject.Rollout)), await IdsAsync(world, asker, "/v1/rollouts"));
            Assert.Equal(Visible(asker, Capability.UseServers, world.Targets(Subject.Destination)), await IdsAsync(world, asker, "/v1/backups/destinations"));
            Assert.Equal(Visible(asker, Capability.UseServers, world.Targets(Subject.Plan)), await IdsAsync(world, asker, "/v1/backups/plans"));
            Assert.Equal(Visible(asker, Capability.UseServers, world.Targets(Subject.Snapshot)), await IdsAsync(world, asker, "/v1/backups/snapshots"));
            Assert.Equal(Visible(asker, Capability.UseSites, world.Targets(Subject.Site)), await IdsAsync(world, asker, "/v1/sites"));
            Assert.Equal(Visible(asker, Capability.UseSites, world.Targets(Subject.Job).Where(job => IsOfRole(asker, job))), await IdsAsync(world, asker, "/v1/jobs"));
        }
    }

    [Fact]
    public async Task Nothing_but_this_is_open_to_strangers()
    {
        await using var silo = await WholeSilo.StartAsync();
        var open = silo.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Needed>()!.Capability is Capability.Anonymous or Capability.Agent)
            .Select(e => $"{string.Join(' ', e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)} /{e.RoutePattern.RawText!.TrimStart('/')}");

        Assert.Equal(
            [
                "GET /", "GET /.well-known/jwks.json", "GET /account/{**rest}", "GET /assets/{file}", "GET /audit", "GET /backups/{**rest}", "GET /download/{file}", "GET /email",
                "GET /healthz/live", "GET /healthz/ready", "GET /install.sh", "GET /invite", "GET /jobs/{**rest}", "GET /openapi/v1.json", "GET /reset", "GET /rollouts/{**rest}", "GET /schedules/{**rest}",
                "GET /servers/{**rest}", "GET /setup", "GET /sign-in", "GET /sites/{**rest}", "GET /team", "GET /v1/agent", "GET /workspace",
                "HEAD /download/{file}", "HEAD /install.sh", "POST /v1/account/email/confirm",
                "POST /v1/account/password/reset", "POST /v1/account/password/reset/confirm", "POST /v1/account/setup", "POST /v1/account/sign-in",
                "POST /v1/account/sign-up", "POST /v1/agent/register", "POST /v1/team/invitations/accept",
            ],
            open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_denial_is_written_where_the_caller_belongs_and_names_nothing()
    {
        await using var world = await RightsWorld.StartAsync(onPostgres: false);
        var scoped = world.Askers.Single(a => a is { Role: Role.Operator, Scope.Type: MemberScope.Servers });
        var foreign = world.Targets(Subject.Server).Single(t => t.IsForeign);
        foreach (var (method, id, status) in new[] { ("GET", foreign.Id, 404), ("GET", world.Other.Id, 404), ("DELETE", world.Own.Id, 403), ("GET", RecordId.New("srv"), 404) })
            Assert.Equal(status, (int)(await world.AskAsync(scoped, method, $"/v1/servers/{id}")).Status);

        var owner = world.Askers.Single(a => a.Role == Role.Owner);
        var rows = (await world.AskAsync(owner, "GET", $"/v1/account/audit?action=access.denied&actor={scoped.Member!.UserId}")).Json.GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(["not_found", "forbidden", "not_found", "not_found"], rows.Select(row => row.GetProperty("details").GetProperty("code").GetString()!));
        Assert.All(rows, row => Assert.False(row.TryGetProperty("server_id", out _) || row.TryGetProperty("subject", out _)));
        Assert.DoesNotContain(rows, row => row.GetRawText().Contains(foreign.Id, StringComparison.Ordinal) || row.GetRawText().Contains(world.Other.Id, StringComparison.Ordinal));
    }

    private static async IAsyncEnumerable<string?> TryIdsAsync(
        RightsWorld world, Asker asker, string method, string route, RouteEndpoint endpoint, IEnumerable<Target> targets)
    {
        var unknown = await SendAsync(world, asker, method, route, endpoint, RecordId.New("xyz"));
        foreach (var target in targets)
        {
            var isInScope = asker.Role is not null && RightsWorld.IsInScope(asker, target);
            // What is there must not be changed by who may: the version is wrong.
            var answer = isInScope && method is "PATCH" or "DELETE"
                ? await SendAsync(world, asker, method, route, endpoint, target.Id, ("If-Match", "\"999\"")) : await SendAsync(world, asker, method, route, endpoint, target.Id);
            yield return asker.Role is null ? Fault(answer, "unauthenticated")
                : isInScope ? JudgeInScope(asker, method, endpoint, target, answer)
                : JudgeOutOfScope(endpoint, answer, unknown);
        }
    }

    private static string? JudgeInScope(Asker asker, string method, RouteEndpoint endpoint, Target target, Answer answer) =>
        CapabilityTable.Allows(asker.Role!.Value, endpoint.Metadata.GetMetadata<Needed>()!.Capability) && IsOfRole(asker, target) && !IsEverybodys(asker, method, endpoint)
            ? Code(answer) is "unauthenticated" or "forbidden" or "not_found" ? $"allowed, but {answer.Text}" : null
            : Fault(answer, "forbidden");

    /// <summary>A destination is used by every server: who reaches some of them sees it and does not change it, whatever version is named.</summary>
    private static bool IsEverybodys(Asker asker, string method, RouteEndpoint endpoint) =>
        method is "PATCH" or "DELETE" && endpoint.Metadata.GetMetadata<Over>()!.Subject == Subject.Destination && !asker.Scope.IsAll;

    private static string? JudgeOutOfScope(RouteEndpoint endpoint, Answer answer, Answer unknown)
    {
        if ((answer.Status, answer.Text) != (unknown.Status, unknown.Text))
            return $"out of scope is {answer.Text}, never there is {unknown.Text}";
        var mayJudgeBody = endpoint.Metadata.GetMetadata<TakesBody>() is { IsOptional: false, BodyType: var type } && !Bodies.ContainsKey(type);
        return mayJudgeBody && Code(answer) == "validation_failed" ? null : Fault(answer, "not_found");
    }

    private static async IAsyncEnumerable<string?> TryAsync(RightsWorld world, Asker asker, string method, string route, RouteEndpoint endpoint)
    {
        var answer = await SendAsync(world, asker, method, route, endpoint, "");
        var capability = endpoint.Metadata.GetMetadata<Needed>()!.Capability;
        if (asker.Role is null)
            yield return Fault(answer, "unauthenticated");
        else if (!CapabilityTable.Allows(asker.Role.Value, capability) || IsBeyondScope(asker, method, capability))
            // A body that is wrong may be told first.
            yield return Code(answer) == "validation_failed" && CapabilityTable.Allows(asker.Role.Value, capability) ? null : Fault(answer, "forbidden");
        else
            yield return Code(answer) is "unauthenticated" or "forbidden" ? $"allowed, but {answer.Text}" : null;
    }

    /// <summary>What is added to the workspace would be out of the reach of who adds it.</summary>
    private static bool IsBeyondScope(Asker asker, string method, Capability capability) =>
        method != "GET" && capability == Capability.ManageServers && !asker.Scope.IsAll;

    /// <summary>A job about no site is about the server as a whole.</summary>
    private static bool IsOfRole(Asker asker, Target target) =>
        !target.Id.StartsWith("job_", StringComparison.Ordinal) || target.SiteId is not null || CapabilityTable.Allows(asker.Role!.Value, Capability.UseServers);

    private static Task<Answer> SendAsync(
        RightsWorld world, Asker asker, string method, string route, RouteEndpoint endpoint, string id, params (string, string)[] headers)
    {
        var body = endpoint.Metadata.GetMetadata<TakesBody>() is { } takes ? Bodies.GetValueOrDefault(takes.BodyType, "{}") : null;
        return world.AskAsync(asker, method, route.Replace("{id}", id, StringComparison.Ordinal).Replace("{kind}", "services", StringComparison.Ordinal), body, headers);
    }

    private static string? Fault(Answer answer, string code) => Code(answer) == code ? null : $"expected {code}, but {(int)answer.Status} {answer.Text}";

    private static string? Code(Answer answer) => (int)answer.Status < 400 ? null : answer.Code;

    private static IEnumerable<string> Secrets(RightsWorld world, Asker asker, RouteEndpoint endpoint)
    {
        var all = Enum.GetValues<Subject>().SelectMany(world.Targets).ToList();
        // The team is the whole workspace's: it tells who else may reach what.
        var isTeam = endpoint.Metadata.GetMetadata<Needed>()!.Capability == Capability.ViewTeam;
        // A job in scope names its server.
        var named = all.Where(t => RightsWorld.IsInScope(asker, t)).Select(t => t.ServerId).ToHashSet();
        return all.Where(t => t.IsForeign || !isTeam && !RightsWorld.IsInScope(asker, t) && !named.Contains(t.Id)).Select(t => t.Id).Append("foreign-secret")
            .Concat(isTeam || asker.Scope.IsAll ? [] : ["other-secret"]);
    }

    private static IEnumerable<string> Visible(Asker asker, Capability capability, IEnumerable<Target> targets) =>
        CapabilityTable.Allows(asker.Role!.Value, capability) ? targets.Where(t => RightsWorld.IsInScope(asker, t)).Select(t => t.Id).Order() : [];

    private static async Task<IEnumerable<string>> IdsAsync(RightsWorld world, Asker asker, string path) =>
        await world.AskAsync(asker, "GET", path) is { Status: System.Net.HttpStatusCode.OK } answer
            ? answer.Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()!).Order() : [];

    private static async Task ComparePagesAsync(RightsWorld world, Asker asker, string route, int attempt)
    {
        var (pages, cursor) = (new List<string>(), "");
        do
        {
            var page = (await world.AskAsync(asker, "GET", $"{route}?limit=1{cursor}")).Json;
            var next = page.GetProperty("next_cursor");
            Assert.Equal(next.ValueKind == JsonValueKind.Null && pages.Count == 0 && page.GetProperty("data").GetArrayLength() == 0 ? 0 : 1, page.GetProperty("data").GetArrayLength());
            pages.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            cursor = next.ValueKind == JsonValueKind.Null ? "" : $"&cursor={next.GetString()}";
        }
        while (cursor.Length > 0);
        Assert.True(pages.Distinct().Count() == pages.Count, $"{asker.Name}: {route} repeats itself ({attempt})");
    }

    private static IEnumerable<(string Method, string Route, RouteEndpoint Endpoint)> Routes(RightsWorld world) =>
        world.Silo.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Needed>()!.Capability is not (Capability.Anonymous or Capability.Agent))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (e, method) => (method, "/" + e.RoutePattern.RawText!.TrimStart('/'), e));
}
