using System.Runtime.InteropServices;

namespace MzPanel.Agent.Metrics;

/// <summary>Names of processor architectures as the protocol and Debian write them.</summary>
internal static class Architectures
{
    public static string Native => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
