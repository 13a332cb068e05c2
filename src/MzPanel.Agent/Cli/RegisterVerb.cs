using System.CommandLine;
using MzPanel.Agent.Enrollment;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent register</c>.</summary>
internal static class RegisterVerb
{
    private static readonly Option<string> Url = new("--url")
    {
        Description = "Address of the control plane.",
        HelpName = "URL",
        Required = true,
    };

    private static readonly Option<string?> Token = new("--token")
    {
        Description = $"Install token; better given by {InstallToken.Variable} or on standard input, as others see arguments.",
        HelpName = "TOKEN",
    };

    private static readonly Option<string?> Pin = new("--pin")
    {
        Description = "Thumbprint of the control plane's signing key (RFC 7638).",
        HelpName = "THUMBPRINT",
    };

    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Accept http off loopback." };

    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        var verb = new Command("register", "Makes this VPS a server of a control plane.") { Url, Token, Pin, Insecure, RootDirectory };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancelled)
    {
        // Before the token: whoever mistyped the address should not be asked for a secret first.
        var insecure = parsed.GetValue(Insecure);
        var url = Transport.Check(parsed.GetRequiredValue(Url), "--url", insecure, "https", "http");
        var order = new RegistrationOrder(url, InstallToken.Read(parsed.GetValue(Token)), parsed.GetValue(Pin), insecure);
        using var controlPlane = new ControlPlane();
        var registration = new Registration(parsed.Root(RootDirectory), controlPlane, new Retry(TimeProvider.System, new Random()));
        var config = await registration.RunAsync(order, cancelled);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"Registered as {config.ServerId}.");
        return ExitCode.Done;
    }
}
