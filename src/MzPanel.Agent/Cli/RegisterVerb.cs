using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent register</c>.</summary>
internal static class RegisterVerb
{
    public static async Task<int> RunAsync(string address, string? token, string? pin, bool insecure, AgentRoot root)
    {
        // Before the token: whoever mistyped the address should not be asked for a secret first.
        var url = Transport.Check(address, "--url", insecure, "https", "http");
        var order = new RegistrationOrder(url, InstallToken.Read(token), pin, insecure);
        using var controlPlane = new ControlPlane();
        var registration = new Registration(root, controlPlane, new Retry(TimeProvider.System, new Random()));
        var config = await registration.RunAsync(order, CancellationToken.None);
        await Console.Out.WriteLineAsync($"Registered as {config.ServerId}.");
        return ExitCode.Done;
    }
}
