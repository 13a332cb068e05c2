namespace MzPanel.Agent.Enrollment;

/// <summary>Which addresses the agent will talk to.</summary>
internal static class Transport
{
    /// <summary>The address, if it may carry a token: TLS, loopback, or whatever <c>--insecure</c> accepts.</summary>
    public static Uri Check(string address, string what, bool insecure, params ReadOnlySpan<string> schemes)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !schemes.Contains(url.Scheme))
            throw new AgentException(ExitCode.WrongUsage, $"{what} must be an address with {string.Join(" or ", schemes!)}: {address}");
        if (url.Scheme is "https" or "wss" || url.IsLoopback || insecure)
            return url;
        throw new AgentException(ExitCode.Refused,
            $"{what} would send the token unencrypted: {address}. Use https, or --insecure where the network is trusted.");
    }
}
