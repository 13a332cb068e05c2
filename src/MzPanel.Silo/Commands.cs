using MzPanel.Silo.Account;
using MzPanel.Silo.Demo;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.License;

namespace MzPanel.Silo;

/// <summary>What the program is asked to do on its command line (running.md).</summary>
internal static class Commands
{
    private const string Usage = """
        Usage: MzPanel.Silo [COMMAND] [--Section:Key=value ...]

          (none)                 runs the control plane
          demo                   runs it on throw-away data with a local agent and a first job
          reset-password EMAIL   prints a one-time link to a new password
          tier WORKSPACE TIER    puts a workspace on another tier

        Settings are in appsettings.json, each with its default; README.md tells more.
        """;

    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["--help" or "-h" or "help", ..] => Say(Usage),
        ["--version"] => Say(Greeting.Version),
        ["demo", .. var settings] => DemoCommand.RunAsync(settings),
        ["reset-password", var email, .. var settings] when !email.StartsWith('-') => ResetPasswordCommand.RunAsync(email, settings),
        ["reset-password", ..] => throw new StartException("reset-password needs an e-mail address"),
        ["tier", var workspace, var tier, .. var settings] when !workspace.StartsWith('-') && !tier.StartsWith('-') => TierCommand.RunAsync(workspace, tier, settings),
        ["tier", ..] => throw new StartException("tier needs the id of a workspace and the name of a tier"),
        [var word, ..] when !word.StartsWith('-') => throw new StartException($"there is no command '{word}'; --help lists them"),
        _ => ServeAsync(args),
    };

    private static async Task<int> ServeAsync(string[] settings)
    {
        await using var silo = await SiloApp.BuildAsync(settings);
        await silo.StartAsync();
        await silo.Web.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> Say(string text)
    {
        await Console.Out.WriteLineAsync(text);
        return 0;
    }
}
