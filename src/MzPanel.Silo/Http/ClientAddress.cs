using System.Net;
using System.Net.Sockets;

namespace MzPanel.Silo.Http;

/// <summary>Where a request comes from, behind the proxies we believe.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext context) => Plain(context)?.ToString() ?? "unknown";

    /// <summary>What one person holds: the address, or the /64 of IPv6.</summary>
    public static string Host(HttpContext context) => Plain(context) is { } address ? Prefix(address, 32, 64) : "unknown";

    /// <summary>The neighbourhood: /24, or /64 of IPv6.</summary>
    public static string Network(HttpContext context) => Plain(context) is { } address ? Prefix(address, 24, 64) : "unknown";

    private static IPAddress? Plain(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    private static string Prefix(IPAddress address, int v4, int v6)
    {
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? v4 : v6;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, bits / 8, bytes.Length - bits / 8);
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
