using System.CommandLine;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent link-free --in FOLDER … -- PROGRAM …</c>: becomes a program that follows no link within these folders; not for people.</summary>
internal static class LinkFreeVerb
{
    public const string Name = "link-free";
    public const string In = "--in";

    public static Command Create()
    {
        var folders = new Option<string[]>(In) { Description = "Folder in which no link is followed." };
        var program = new Argument<string[]>("program") { Description = "Program, and its arguments.", Arity = ArgumentArity.OneOrMore };
        var verb = new Command(Name, "Runs a program that follows no link within some folders.") { folders, program };
        verb.Hidden = true;
        // All of it on this thread: the view is its own.
        verb.SetAction(parsed => Become(parsed.GetValue(folders) ?? [], parsed.GetRequiredValue(program)));
        return verb;
    }

    private static int Become(string[] folders, string[] program)
    {
        try
        {
            LinkFree.Enter(folders);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"Links that somebody puts in the way from now on cannot be kept from being followed on this VPS: {e.Message}");
        }
        throw Exec.Into(program[0], program[1..]);
    }
}
