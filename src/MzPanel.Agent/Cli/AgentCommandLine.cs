using System.CommandLine;

namespace MzPanel.Agent.Cli;

/// <summary>What <c>mzagent</c> can be told on the command line, and the one place where failures become exit codes (running.md).</summary>
internal static class AgentCommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
            return WrongUsage(parsed);
        try
        {
            // The verbs handle signals themselves: a worker that is told to end has a grace to keep, longer than the library's two seconds.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (AgentException e)
        {
            return Say(e.Message, e.ExitCode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Say(e.Message, ExitCode.Failed);
        }
        catch (OperationCanceledException)
        {
            return Say("interrupted", ExitCode.Failed);
        }
        catch (Exception e)
        {
            return Say("unexpected failure, please report it: " + e, ExitCode.Failed);
        }
    }

    private static RootCommand Root() => new("Agent of MzPanel: connects this VPS to its control plane.")
    {
        RegisterVerb.Create(),
        RunVerb.Create(),
        EngineVerb.Create(),
        JobVerb.Create(),
        ChoreVerb.Create(),
        CronExecVerb.Create(),
        LinkFreeVerb.Create(),
        SelfUpdateVerb.Create(),
        SelfCheckVerb.Create(),
        UpdateGuardVerb.Create(),
        UpdateCheckVerb.Create(),
        VersionVerb.Create(),
    };

    private static int WrongUsage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine("mzagent: " + error.Message);
        Console.Error.WriteLine("mzagent: see mzagent --help");
        return ExitCode.WrongUsage;
    }

    private static int Say(string message, int exitCode)
    {
        Console.Error.WriteLine("mzagent: " + message);
        return exitCode;
    }
}
