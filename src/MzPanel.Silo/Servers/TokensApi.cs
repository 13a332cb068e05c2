using MzPanel.Data.Enrollment;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>Tokens of a server: another install token, another agent token.</summary>
internal static class TokensApi
{
    public static void MapTokens(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/servers/{id}/install-token", InstallAsync).Needs(Capability.ManageServers).Over(Subject.Server)
            .WithSummary("Make another install token; earlier ones are void").Produces<InstallAnswer>(StatusCodes.Status201Created);
        v1.MapPost("/servers/{id}/rotate-token", RotateAsync).Needs(Capability.ManageServers).Over(Subject.Server)
            .WithSummary("Give the agent another token").Produces<RotationAnswer>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> InstallAsync(
        string id, CallerIdentity caller, Idempotency idempotency, ServerReach reach, RegistrationRecords records, Installs installs, TimeProvider time,
        CancellationToken ct)
    {
        var server = await reach.FindAsync(caller, id);
        var token = InstallToken.Create(time.GetUtcNow().ToUnixTimeMilliseconds());
        var (location, install) = ($"/v1/servers/{server.Id}", await installs.OfAsync(token, ct));
        var kept = idempotency.Commit(StatusCodes.Status201Created, new InstallAnswer(install.Redacted()), location);
        var audit = caller.Audit("server.install_token", "server", server.Id) with { ServerId = server.Id };
        Require(await records.IssueAsync(server.Id, token, audit, kept));
        return TypedResults.Created(location, new InstallAnswer(install));
    }

    private static async Task<IResult> RotateAsync(
        string id, CallerIdentity caller, Idempotency idempotency, ServerReach reach, CredentialRecords records, IGrainFactory grains, TimeProvider time)
    {
        var server = await reach.FindAsync(caller, id);
        var answer = new RotationAnswer("pending");
        var kept = idempotency.Commit(StatusCodes.Status202Accepted, answer);
        var audit = caller.Audit("server.rotate_token", "server", server.Id) with { ServerId = server.Id };
        var outcome = await records.RequestRotationAsync(server.Id, audit, kept, time.GetUtcNow().ToUnixTimeMilliseconds());
        Require(outcome);
        // One that is under way is not made anew: the agent may already hold the token that would be voided.
        if (outcome == TokenOutcome.Done)
            await grains.GetGrain<IServerGrain>(server.Id).DeliverRotation();
        return TypedResults.Accepted((string?)null, answer);
    }

    private static void Require(TokenOutcome outcome)
    {
        if (outcome == TokenOutcome.KeyTaken)
            throw new KeyTakenException();
        if (outcome == TokenOutcome.ServerGone)
            throw PanelException.NotFound();
    }
}

internal sealed record InstallAnswer(InstallView Install);

internal sealed record RotationAnswer(string Rotation);
