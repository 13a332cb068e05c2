using System.CommandLine;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Updates;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent self-update</c>: by hand. The person vouches for the program by its hash, so it may come from anywhere and be of any version.</summary>
internal static class SelfUpdateVerb
{
    private const long MostBytes = 64 * 1024 * 1024;

    private static readonly Option<string> Url = new("--url") { Description = "Address of the program.", HelpName = "URL", Required = true };

    private static readonly Option<string> Sha256 = new("--sha256") { Description = "SHA-256 of the program.", HelpName = "HEX", Required = true };

    private static readonly Option<bool> Restart = new("--restart") { Description = "Have the running agent begin anew with it." };

    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Accept http off loopback." };

    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        Sha256.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string>() is not { Length: 64 } hex || !hex.All(char.IsAsciiHexDigit))
                given.AddError("--sha256 must be 64 digits of 0-9 and a-f.");
        });
        var verb = new Command("self-update", "Puts another program in the place of this agent's.") { Url, Sha256, Restart, Insecure, RootDirectory };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancelled)
    {
        var url = Transport.Check(parsed.GetRequiredValue(Url), "--url", parsed.GetValue(Insecure), "https", "http");
        var restart = parsed.GetValue(Restart);
        using var stop = new StopRequest(TimeProvider.System);
        var order = new UpdateOrder(url, parsed.GetRequiredValue(Sha256).ToLowerInvariant(), MostBytes, Version: null, AllowDowngrade: true, restart);
        var update = new ProgramUpdate(parsed.Root(RootDirectory), new Programs(stop), new ConsoleLog(Console.Error), TimeProvider.System, new Random());
        try
        {
            var result = await update.RunAsync(order, cancelled);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Updated from {result.From} to {result.To}. " + (restart
                ? "The running agent begins anew with it in a moment." : "It runs when the agent is started next: systemctl restart mzagent"));
            return ExitCode.Done;
        }
        catch (UpdateException e)
        {
            throw new AgentException(ExitCode.Failed, $"{e.Code}: {e.Message}", e);
        }
    }
}
