using System.Text.Json;
using FluentValidation;
using MzPanel.Data.Enrollment;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Enrollment;

/// <summary>The exchange of an install token for an agent token (agent-protocol.md, section 1).</summary>
internal static class EnrollmentApi
{
    public static IServiceCollection AddEnrollment(this IServiceCollection services) => services
        .AddSingleton<CredentialRecords>().AddSingleton<RegistrationRecords>().AddSingleton<AgentAddresses>()
        .AddSingleton<IValidator<RegisterRequest>, RegisterRequestValidator>().AddDownloads();

    public static void MapEnrollment(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/agent/register", RegisterAsync).Needs(Capability.Agent).IgnoresKey()
            .WithSummary("Exchange an install token for the token of an agent").Produces<RegisterReply>(StatusCodes.Status201Created).WithMetadata(new TakesBody(typeof(RegisterRequest), IsOptional: false))
            .Refuses(PanelError.InstallTokenInvalid, PanelError.ValidationFailed);

    private static async Task<IResult> RegisterAsync(
        HttpContext context, IValidator<RegisterRequest> validator, RegistrationRecords records, AgentAddresses addresses, IGrainFactory grains, TimeProvider time)
    {
        var asked = RegisterBody.Read((await RawBody.ReadAsync(context)).Bytes, validator);
        var token = Token.Create(TokenKind.Agent);
        var exchange = Exchange(asked, token, context, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!Token.IsWellFormed(TokenKind.Install, asked.InstallToken) || await records.ExchangeAsync(exchange) is not { } registered)
            throw new PanelException(PanelError.InstallTokenInvalid, "The install token is expired, used or unknown. Make a new one.");
        // Before the answer: what connects from here on is the new agent, and must not be the one that is closed.
        await grains.GetGrain<IServerGrain>(registered.ServerId).Drop("The server was registered anew.");
        return TypedResults.Json(addresses.Reply(registered.ServerId, token), ProtocolJson.Default.RegisterReply, statusCode: StatusCodes.Status201Created);
    }

    private static Registration Exchange(RegisterRequest asked, string token, HttpContext context, long now) => new()
    {
        InstallHash = Token.Hash(asked.InstallToken!),
        NonceHash = Token.Hash(asked.ExchangeNonce!),
        AgentHash = Token.Hash(token),
        AgentLastFour = token[^4..],
        Hostname = asked.Hostname!,
        Os = asked.Os,
        OsVersion = asked.OsVersion,
        Arch = asked.Arch,
        AgentVersion = asked.AgentVersion,
        SealKey = asked.SealKey is null ? null : JsonSerializer.Serialize(asked.SealKey, ProtocolJson.Default.Jwk),
        Now = now,
        RequestId = context.TraceIdentifier,
        Address = ClientAddress.Of(context),
    };
}
