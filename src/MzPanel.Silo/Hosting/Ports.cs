using System.Net;
using System.Net.Sockets;

namespace MzPanel.Silo.Hosting;

/// <summary>Free and taken ports of this machine.</summary>
internal static class Ports
{
    /// <summary>A port of the loopback that is free now.</summary>
    public static int Free()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>
    /// Looks before anything is opened: two silos can bind one silo port without an error and then take each other's calls, and a
    /// web address that is taken would show only after the silo is up.
    /// </summary>
    /// <exception cref="StartException">One is taken.</exception>
    public static void Check(SiloAddresses addresses, ClusterSettings cluster)
    {
        if (cluster.SiloPort > 0)
            Check(IPAddress.Parse(cluster.Address), cluster.SiloPort, "Cluster:SiloPort");
        foreach (var url in addresses.Urls)
            Check(Reached(url), url.Port, "Urls");
        foreach (var url in addresses.Management)
            Check(Reached(url), url.Port, "Management:Urls");
    }

    /// <summary>Whether nobody listens on a port of the loopback.</summary>
    public static bool IsFree(int port) => IsFree(IPAddress.Loopback, port);

    private static void Check(IPAddress address, int port, string key)
    {
        if (!IsFree(address, port))
            throw new StartException($"port {port} of {address} is taken: stop what uses it, or set {key}");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(address, port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static IPAddress Reached(Uri url) =>
        IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address : IPAddress.Loopback;
}
