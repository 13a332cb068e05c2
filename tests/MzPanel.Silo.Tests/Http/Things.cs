using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Data;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Http;

/// <summary>A room made for the pipeline's tests, with a route for each thing that can happen to a request.</summary>
internal static class Things
{
    public static Task<TestSilo> StartAsync(params (string Key, string? Value)[] settings) => TestSilo.StartAsync(
        (services, _) => services.AddSingleton<ICallerSource, HeaderCallers>().AddSingleton<ISight, ThingSight>()
            .AddSingleton<IValidator<NewThing>, NewThingValidator>()
            .AddSingleton<IValidator<ThingQuery>, ThingQueryValidator>()
            .AddSingleton<Gate>().AddSingleton<Witness>().AddSingleton<IRefusalWitness>(p => p.GetRequiredService<Witness>()),
        Map, settings);

    private static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/things", (Body<NewThing> body) => TypedResults.Ok(body.Value)).Needs(Capability.UseServers);
        v1.MapGet("/things", (Query<ThingQuery> query) => TypedResults.Ok(new Page<string>([$"{query.Value.Rows}"]))).Needs(Capability.UseServers);
        v1.MapDelete("/things/{id}", (string id) => TypedResults.NoContent()).Needs(Capability.ManageServers).Over(Subject.Server);
        v1.MapPost("/things/enter", (Body<NewThing> body) => TypedResults.Ok(body.Value)).SignsIn();
        v1.MapGet("/things/text", () => TypedResults.Text("lines")).Needs(Capability.Anonymous).AnswersAs("text/plain");
        v1.MapPost("/things/fail/{how}", (string how) => Fail(how)).Needs(Capability.Anonymous);
        v1.MapPost("/things/count", CountAsync).Needs(Capability.UseServers);
        v1.MapPatch("/things/{id}", (string id, Body<NewThing> body, HttpContext context) =>
        {
            EntityTag.Check(context, 7);
            EntityTag.Set(context, 8);
            return TypedResults.Ok(body.Value);
        }).Needs(Capability.UseServers).Over(Subject.Server);
    }

    private static IResult Fail(string how) => throw (how switch
    {
        "full" => new StorageException(StorageFault.Full, "SQLITE_FULL at /var/lib/secret.db"),
        "away" => new StorageException(StorageFault.Unavailable, "10.1.2.3 refused"),
        "slow" => new TimeoutException("grain srv_1 on 10.1.2.3"),
        "moving" => new Orleans.Runtime.SiloUnavailableException("10.1.2.3:11111"),
        "taken" => new RecordConflictException("secret_index"),
        "quota" => new PanelException(PanelError.QuotaExceeded, "Your tier allows no further server."),
        "wait" => new PanelException(PanelError.QueueFull, "Full.", retryAfterS: 7),
        _ => new InvalidOperationException("SELECT password FROM users"),
    });

    /// <summary>An effect on the records under the key: one workspace row per call that took effect.</summary>
    private static async Task<IResult> CountAsync(Database database, Idempotency idempotency, Gate gate)
    {
        await gate.PassAsync();
        var id = RecordId.New("wks");
        var kept = idempotency.Commit(201, new NewThing { Name = id }, $"/v1/things/{id}");
        var stamp = RecordId.NewStamp();
        Statement effect = new(
            $"INSERT INTO workspaces (id, name, tier, created_at, version, stamp) SELECT @id, 'x', 'x', 0, 1, @stamp {(kept is null ? "" : "WHERE " + IdempotencySql.Claimed)}",
            [("id", id), ("stamp", stamp), .. kept is null ? [] : IdempotencySql.Parameters(kept, stamp)]);
        var affected = await database.Control.WriteAsync(kept is null
            ? [effect]
            : [IdempotencySql.Claim(kept, stamp), effect, IdempotencySql.Keep(kept, stamp, "SELECT 1 FROM workspaces WHERE id = @id", ("id", id))]);
        if (affected[kept is null ? 0 : 1] == 0)
            throw new KeyTakenException();
        return TypedResults.Created($"/v1/things/{id}", new NewThing { Name = id, Note = "secret" });
    }
}

internal sealed record NewThing
{
    public string? Name { get; init; }

    public int? Size { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public Inner? Inner { get; init; }

    public DateTimeOffset? At { get; init; }

    public string? Note { get; init; }
}

internal sealed record Inner(string? Colour);

internal sealed class NewThingValidator : AbstractValidator<NewThing>
{
    public NewThingValidator()
    {
        RuleFor(thing => thing.Name).Line(20);
        RuleFor(thing => thing.Size).InclusiveBetween(1, 10);
        RuleForEach(thing => thing.Tags).Line(5);
    }
}

internal sealed record ThingQuery : PageQuery
{
    public bool? Open { get; init; }

    public DateTimeOffset? From { get; init; }
}

internal sealed class ThingQueryValidator : PageValidator<ThingQuery>;

/// <summary>Callers named by a header: <c>workspace/user/role</c>, and the tier of their workspace by another one.</summary>
internal sealed class HeaderCallers : ICallerSource
{
    public const string Header = "X-Caller";
    public const string Tier = "X-Tier";

    public ValueTask<CallerIdentity?> FindAsync(HttpContext context)
    {
        if (context.Request.Headers[Header].ToString().Split('/') is not [var workspace, var user, var role, .. var scope])
            return ValueTask.FromResult<CallerIdentity?>(null);
        return ValueTask.FromResult<CallerIdentity?>(new()
        {
            WorkspaceId = workspace,
            UserId = user,
            Name = user,
            Role = Enum.Parse<Role>(role, ignoreCase: true),
            Scope = scope is [var type, .. var ids] ? new MemberScope(type, ids) : MemberScope.All,
            Tier = context.Request.Headers[Tier].ToString(),
            Address = ClientAddress.Of(context),
            RequestId = context.TraceIdentifier,
        });
    }
}

internal sealed class Witness : IRefusalWitness
{
    public List<PanelError> Seen { get; } = [];

    public ValueTask SeenAsync(HttpContext context, PanelException refusal)
    {
        lock (Seen)
            Seen.Add(refusal.Error);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Everything is there but <c>none</c>.</summary>
internal sealed class ThingSight : ISight
{
    public Subject Of => Subject.Server;

    public ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => ValueTask.FromResult(id == "none" ? Sight.None : Sight.InScope);
}

/// <summary>Holds a request inside its handler until the test lets it go; open unless closed.</summary>
internal sealed class Gate
{
    private TaskCompletionSource opened = Opened();
    private TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => entered.Task;

    public void Close() => (opened, entered) = (Fresh(), Fresh());

    public void Open() => opened.TrySetResult();

    public Task PassAsync()
    {
        entered.TrySetResult();
        return opened.Task;
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Opened()
    {
        var gate = Fresh();
        gate.SetResult();
        return gate;
    }
}

/// <summary>One silo for all tests of a class that leave nothing behind.</summary>
public sealed class SharedThings : IAsyncLifetime
{
    internal TestSilo Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await Things.StartAsync(
        ("Access:AllowedOrigins:0", "https://app.example.net"), ("RateLimits:SignInsPerMinute", "1000"));

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
