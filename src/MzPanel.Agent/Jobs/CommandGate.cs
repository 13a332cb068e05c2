using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.License;
using MzPanel.Agent.Updates;
using MzPanel.Protocol;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Jobs;

/// <summary>Says whether a command may run here: signature, server, expiry, kind, policy, arguments, in this order.</summary>
internal sealed class CommandGate(
    Func<string> serverId, Func<IReadOnlyList<Jwk>> keys, ServerClock clock, Func<LocalPolicy> policy, AgentRoot root, Func<string, CommandKind?> kinds)
{
    /// <summary>The refusal, or <see langword="null"/> for a command that may run.</summary>
    public CmdAck? Refuses(string id, Cmd cmd)
    {
        if (Jws.Open(cmd.Jws, ProtocolJson.Default.CmdClaims, Jws.CommandType, keys()) is not { } claims || !Fits(claims, id, cmd))
            return No(Nack.BadSignature, "The signature is not of a key this agent trusts, or does not fit the command.");
        if (clock.Now is not { } now || now >= DateTimeOffset.FromUnixTimeSeconds(claims.Exp))
            return No(Nack.Expired, "The command came after its expiry.");
        if (kinds(cmd.Kind) is not { } kind)
            return No(Nack.UnknownKind, $"This agent does not run {cmd.Kind}.");
        if (policy().Denies(kind, root) is { } denial)
            return No(Nack.PolicyDenied, denial);
        var faults = kind.Args.Check(cmd.Args);
        if (faults.Count == 0 && SignedOrder.IsLate(kind, cmd.Args, keys(), now))
            return No(Nack.Expired, "What the control plane signed about the program is past its time.");
        return faults.Count > 0
            ? No(Nack.BadArgs, string.Join("; ", faults.Select(f => f.Key + " " + f.Value[0])))
            : Oversized(cmd) ? No(Nack.BadArgs, $"args must be at most {ProtocolLimits.ArgsBytes} bytes") : null;
    }

    public static CmdAck No(string code, string message) => new() { Accepted = false, Code = code, Message = message };

    // The plain members are for readers. Where they say something else than the signature, somebody has been at them.
    private bool Fits(CmdClaims claims, string id, Cmd cmd) =>
        claims.ServerId == serverId() && claims.CmdId == id && claims.JobId == cmd.JobId && claims.Attempt == cmd.Attempt
        && claims.Kind == cmd.Kind && claims.TimeoutS == cmd.TimeoutS && claims.TimeoutS > 0
        && claims.Exp is > 0 and < 253402300800 && Math.Abs((claims.Exp * 1000) - cmd.ExpiresAt) < 1000
        && JsonElement.DeepEquals(claims.Args, cmd.Args);

    private static bool Oversized(Cmd cmd) => System.Text.Encoding.UTF8.GetByteCount(cmd.Args.GetRawText()) > ProtocolLimits.ArgsBytes;
}
