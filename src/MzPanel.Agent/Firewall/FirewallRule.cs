using System.Security.Cryptography;
using System.Text;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Firewall;

/// <summary>One rule of the table of ours.</summary>
internal sealed record FirewallRule
{
    public const string Allow = "allow";
    public const string Deny = "deny";
    public const string Limit = "limit";
    private const int IdDigits = 12;
    private const int EveryPort = 65_536;

    /// <summary>Made of what it matches: a rule of the same match takes its place.</summary>
    public required string Id { get; init; }

    public required string Action { get; init; }

    public required string Direction { get; init; }

    public required string Protocol { get; init; }

    public string? Port { get; init; }

    public string? Address { get; init; }

    /// <summary>Of a limit.</summary>
    public int? PerMinute { get; init; }

    /// <summary>A rule that holds what a rule may.</summary>
    public static FirewallRule Of(string action, string? direction, string? protocol, string? port, string? address, int? perMinute = null)
    {
        var rule = new FirewallRule
        {
            Id = "",
            Action = action,
            Direction = direction ?? FirewallArgs.In,
            Protocol = protocol ?? (port is null ? FirewallArgs.Any : "tcp"),
            Port = port is null ? null : PortRange.Parse(port)?.ToString() ?? throw Bad("port"),
            Address = address is null ? null : NetworkAddress.Parse(address)?.ToString() ?? throw Bad("address"),
            PerMinute = perMinute,
        };
        if (rule.Direction is not (FirewallArgs.In or FirewallArgs.Out) || rule.Protocol is not ("tcp" or "udp" or FirewallArgs.Any))
            throw Bad("direction or args.protocol");
        if (port is null && address is null)
            throw new Sites.SiteException("bad_args", "args.port or args.address is needed: firewall.policy says what becomes of everything else.");
        return rule with { Id = IdOf(rule) };
    }

    /// <summary>What is stored is trusted no more than what comes in.</summary>
    public bool IsSound() => Action is Allow or Deny or Limit
        && (Action == Limit) == (PerMinute is > 0) && (Action != Limit || (Port is not null && Direction == FirewallArgs.In))
        && Of(Action, Direction, Protocol, Port, Address, PerMinute) == this;

    /// <summary>Which of two decides.</summary>
    public static int Compare(FirewallRule one, FirewallRule other) =>
        Narrow(other) - Narrow(one) is not 0 and var narrower ? narrower
        : Width(one) - Width(other) is not 0 and var fewer ? fewer
        : (one.Action == Deny ? 0 : 1) - (other.Action == Deny ? 0 : 1) is not 0 and var denies ? denies
        : string.CompareOrdinal(one.Id, other.Id);

    public bool Covers(int port) => Protocol != "udp" && (Port is null || (PortRange.Parse(Port) is { } ports && port >= ports.First && port <= ports.Last));

    public override string ToString() => string.Join(' ', ((string?[])[
        Action, Direction, Protocol == FirewallArgs.Any && Port is null ? null : Protocol, Port, Address,
        PerMinute is null ? null : $"to {PerMinute} per minute"]).OfType<string>());

    private static string IdOf(FirewallRule rule)
    {
        var match = $"{rule.Action == Limit}|{rule.Direction}|{rule.Protocol}|{rule.Port}|{rule.Address}";
        return "fw_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(match)))[..IdDigits];
    }

    private static int Narrow(FirewallRule rule) => rule.Address is { } address ? NetworkAddress.Parse(address)!.Value.PrefixLength : -1;

    private static int Width(FirewallRule rule) =>
        rule.Port is not { } port || PortRange.Parse(port) is not { } ports ? EveryPort : ports.Last - ports.First;

    private static Sites.SiteException Bad(string field) => new("bad_args", $"args.{field} is not one.");
}
