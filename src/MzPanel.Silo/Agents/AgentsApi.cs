using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Agents;

/// <summary><c>GET /v1/agent</c>: the door agents come in by (agent-protocol.md, section 2).</summary>
internal static class AgentsApi
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(ProtocolLimits.KeepAliveSeconds);

    // ASP.NET never times out a pong by default: a dead peer would hold its socket until TCP gives up.
    private static readonly WebSocketAcceptContext Accept = new()
    {
        DangerousEnableCompression = false,
        KeepAliveInterval = Ping,
        KeepAliveTimeout = Ping,
    };

    public static IServiceCollection AddAgents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AgentsOptions, AgentsOptionsValidator>(configuration, AgentsOptions.Section);
        services.AddSingleton<ArrivalLine>().AddSingleton<Admission>().AddSingleton<AgentGateway>().AddSingleton<AgentMeters>().AddSingleton<AgentContext>();
        services.AddSingleton<ILinkSource>(s => s.GetRequiredService<AgentGateway>());
        return services.AddHostedService<AgentDrain>();
    }

    // Outside the group of /v1: its rules about bodies, queries and keys are not those of a handshake. agent-protocol.md describes it.
    public static void MapAgents(this IEndpointRouteBuilder app) => app.MapGet("/v1/agent", ConnectAsync).Needs(Capability.Agent)
        .DisableHttpMetrics().ExcludeFromDescription();

    private static async Task ConnectAsync(HttpContext http, Admission admission, AuthenticateAgent authenticate, AgentContext context)
    {
        var address = ClientAddress.Of(http);
        try
        {
            var token = Handshake.TokenOf(http);
            AgentIdentity who;
            using (admission.Knock(address))
                who = await authenticate(Token.Hash(token), http.RequestAborted) ?? throw Handshake.InvalidToken();
            using var place = admission.Enter();
            using var socket = await http.WebSockets.AcceptWebSocketAsync(Accept);
            await new AgentConnection(context, new AgentSocket(socket, context.Time), who, address).RunAsync();
        }
        catch (PanelException e)
        {
            context.Meters.Handshake(ErrorTable.Code(e.Error));
            throw;
        }
    }
}
