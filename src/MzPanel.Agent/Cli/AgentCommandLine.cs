using ConsoleAppFramework;

namespace MzPanel.Agent.Cli;

/// <summary>Runs what the command line asks for, and is the one place where failures become exit codes (running.md).</summary>
internal static class AgentCommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var line = new Words(args);
        var verbs = new Verbs(line.Program);
        if (Read(line, verbs) is { } wrong)
            return WrongUsage(wrong);
        try
        {
            return verbs.Chosen is { } verb ? await verb() : ExitCode.Done;
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

    // The library reads and no more: run by it, a verb would have its signals, exit code and thread taken over.
    private static string? Read(Words line, Verbs verbs)
    {
        if (line.SaidTwice is { } twice)
            return $"{twice} was said twice.";
        string? wrong = null;
        ConsoleApp.LogError = fault => wrong = fault;
        ConsoleApp.Log = text =>
        {
            // It explains itself where a verb or what the verb needs is missing, too.
            if (line.IsQuestion)
                Console.WriteLine(text.Replace("Usage: ", "Usage: mzagent ", StringComparison.Ordinal));
            else
                wrong = line.Said is [var first, ..] ? $"{first} is not a command, or lacks what it needs." : "A command is missing.";
        };
        verbs.Offer().Run(line.Said);
        return wrong;
    }

    private static int WrongUsage(string wrong)
    {
        Console.Error.WriteLine("mzagent: " + wrong);
        Console.Error.WriteLine("mzagent: see mzagent --help");
        return ExitCode.WrongUsage;
    }

    private static int Say(string message, int exitCode)
    {
        Console.Error.WriteLine("mzagent: " + message);
        return exitCode;
    }
}
