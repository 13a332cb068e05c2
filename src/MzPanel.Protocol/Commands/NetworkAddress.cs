using System.Net;
using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>An address or a network of the internet, such as <c>192.0.2.7</c> or <c>2001:db8::/32</c>.</summary>
public static partial class NetworkAddress
{
    private const int Longest = 43;
    private const string Says = "must be an address such as 192.0.2.7, or a network such as 192.0.2.0/24 without bits behind its length";

    /// <summary>An argument that holds one.</summary>
    public static TextArg Arg(string name, string description) => new(name, description)
    {
        MaxBytes = Longest,
        Form = (Pattern(), Says),
        Rule = text => Parse(text) is null ? Says : null,
    };

    /// <summary>The network, or <see langword="null"/>. Short and octal forms, which programs read differently, are none.</summary>
    public static IPNetwork? Parse(string text)
    {
        if (!Pattern().IsMatch(text))
            return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(first, out var address) || (!first.Contains(':') && address.ToString() != first) || address.IsIPv4MappedToIPv6)
            return null;
        return slash < 0 ? new IPNetwork(address, first.Contains(':') ? 128 : 32) : IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(address) ? network : null;
    }

    [GeneratedRegex(@"^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(/[0-9]{1,3})?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
