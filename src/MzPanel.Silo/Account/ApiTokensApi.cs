using System.Text.Json.Serialization;
using FluentValidation;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>
/// API tokens of the workspace. Who may manage them makes them, and sees and revokes all of them; everybody else sees and revokes
/// what is left of their own.
/// </summary>
internal static class ApiTokensApi
{
    public static void MapApiTokens(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/account/tokens", ListAsync).Needs(Capability.Account)
            .WithSummary("API tokens").Produces<Page<ApiTokenView>>();
        v1.MapPost("/account/tokens", CreateAsync).Needs(Capability.ManageServers, Resource.Account).Gated(TierFeature.Api)
            .WithSummary("Make an API token; its secret is shown once").Produces<ApiTokenMade>(StatusCodes.Status201Created).Refuses(PanelError.Conflict);
        v1.MapDelete("/account/tokens/{id}", RevokeAsync).Needs(Capability.Account).Over(Subject.ApiToken)
            .WithSummary("Revoke an API token").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(Query<PageQuery> query, CallerIdentity caller, ApiTokenRecords tokens)
    {
        var (rows, next) = await tokens.ListAsync(caller.WorkspaceId, Whose(caller), query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<ApiTokenView>([.. rows.Select(ApiTokenView.Of)], next));
    }

    private static async Task<IResult> CreateAsync(
        Body<NewApiToken> body, CallerIdentity caller, Idempotency idempotency, ApiTokenRecords tokens, TimeProvider time)
    {
        var (now, secret) = (time.GetUtcNow().ToUnixTimeMilliseconds(), Token.Create(TokenKind.Api));
        CheckMaker(body.Value, caller, now);
        var row = body.Value.Row(caller, secret, now);
        var (location, answer) = ($"/v1/account/tokens/{row.Id}", ApiTokenMade.Of(row, secret));
        var kept = idempotency.Commit(StatusCodes.Status201Created, answer with { Secret = null }, location);
        return await tokens.AddAsync(row, caller.Audit("account.token_create", "token", row.Id), kept) switch
        {
            Effect.Done => TypedResults.Created(location, answer),
            Effect.KeyTaken => throw new KeyTakenException(),
            _ => throw new PanelException(PanelError.Conflict, $"A member has at most {ApiTokenRecords.Most} tokens; revoke some first."),
        };
    }

    private static async Task<IResult> RevokeAsync(string id, CallerIdentity caller, HttpContext context, ApiTokenRecords tokens)
    {
        EntityTag.CheckNone(context);
        if (!await tokens.RevokeAsync(caller.WorkspaceId, Whose(caller), id, caller.Audit("account.token_revoke", "token", id)))
            throw PanelException.NotFound();
        return TypedResults.NoContent();
    }

    /// <summary>A token never exceeds its maker, be that a person or another token.</summary>
    private static void CheckMaker(NewApiToken asked, CallerIdentity caller, long now)
    {
        var faults = new Faults();
        foreach (var scope in asked.Scopes!.Where(scope => !TokenScopes.MayGive(caller, scope!)))
            faults.Add("scopes", $"{scope} is more than you may do");
        if (asked.ExpiresAt?.ToUnixTimeMilliseconds() <= now)
            faults.Add("expires_at", "is over");
        if (caller.TokenExpiresAt is { } end && !(asked.ExpiresAt?.ToUnixTimeMilliseconds() <= end))
            faults.Add("expires_at", "is later than the end of the token that asks");
        faults.ThrowIfAny();
    }

    private static string? Whose(CallerIdentity caller) => CapabilityTable.Allows(caller.Role, Capability.ManageServers) ? null : caller.UserId;
}

internal sealed record NewApiToken
{
    public string? Name { get; init; }

    public IReadOnlyList<string?>? Scopes { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public ApiTokenRow Row(CallerIdentity caller, string secret, long now) => new()
    {
        Id = RecordId.New("tok"),
        Hash = Token.Hash(secret),
        WorkspaceId = caller.WorkspaceId,
        UserId = caller.UserId,
        MadeBy = caller.TokenId,
        Name = Name!,
        Scopes = string.Join(' ', Scopes!.Distinct()),
        LastFour = secret[^4..],
        CreatedAt = now,
        ExpiresAt = ExpiresAt?.ToUnixTimeMilliseconds(),
    };
}

internal sealed class NewApiTokenValidator : AbstractValidator<NewApiToken>
{
    private const int LongestName = 100;
    private const int MostScopes = 50;

    public NewApiTokenValidator()
    {
        RuleFor(token => token.Name).Line(LongestName);
        RuleFor(token => token.Scopes).NotEmpty().Must(scopes => scopes is null || scopes.Count <= MostScopes).WithMessage("are too many")
            .Must(scopes => scopes is null || scopes.All(TokenScopes.IsKnown)).WithMessage($"must be of: {TokenScopes.All} {string.Join(' ', TokenScopes.Known)}");
    }
}

internal sealed record ApiTokenView(
    string Id, string Name, IReadOnlyList<string> Scopes, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ExpiresAt,
    string LastFour, string UserId, DateTimeOffset CreatedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LastUsedAt)
{
    public static ApiTokenView Of(ApiTokenRow row) => new(
        row.Id, row.Name, row.Scopes.Split(' '), ApiTime.Of(row.ExpiresAt), row.LastFour, row.UserId, ApiTime.Of(row.CreatedAt), ApiTime.Of(row.LastUsedAt));
}

internal sealed record ApiTokenMade(
    string Id, string Name, IReadOnlyList<string> Scopes, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? ExpiresAt,
    string LastFour, DateTimeOffset CreatedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Secret)
{
    public static ApiTokenMade Of(ApiTokenRow row, string secret) => new(
        row.Id, row.Name, row.Scopes.Split(' '), ApiTime.Of(row.ExpiresAt), row.LastFour, ApiTime.Of(row.CreatedAt), secret);
}
