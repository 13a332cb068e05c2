using System.Text;
using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>
/// A compose project: with the file that it was given, which root alone may read, or in a directory that somebody keeps. Docker is
/// called with an argument vector; what a compose file may do is more than enough.
/// </summary>
internal sealed class DockerStack(CommandContext context, string name, string? directory)
{
    private const string Program = "docker";
    private const int NotFound = 127;

    public string Name => name;

    public string File => Directory + "/compose.yaml";

    public string Directory { get; } = directory is null ? $"{AllOf(context.Root)}/{name}" : context.Root.Resolve(directory);

    public bool IsKept => System.IO.File.Exists(File);

    public static string AllOf(AgentRoot root) => root.Resolve("/etc/mz/stacks");

    /// <summary>The stack that the arguments mean.</summary>
    public static DockerStack Of(CommandContext context)
    {
        var name = context.Text("stack")!;
        return name.Length > 0 && name[0] is not ('-' or '_') && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? new DockerStack(context, name, context.Text("directory")) : throw new SiteException("bad_args", "args.stack must be the name of a stack");
    }

    /// <summary>Refuses where there is nothing to work on.</summary>
    public void CheckThere()
    {
        if (directory is null ? !IsKept : !System.IO.Directory.Exists(Directory))
            throw new SiteException("not_found", directory is null ? $"There is no stack {name}: docker.up makes one of a compose file." : $"There is no directory {directory}.");
    }

    public byte[]? Read() => IsKept ? System.IO.File.ReadAllBytes(File) : null;

    public void Write(string compose) => Restore(Encoding.UTF8.GetBytes(compose));

    /// <summary>As it was.</summary>
    public void Restore(byte[]? compose)
    {
        if (compose is null)
        {
            SystemFile.Delete(File);
            // What somebody has put beside it is not ours.
            if (System.IO.Directory.Exists(Directory) && !System.IO.Directory.EnumerateFileSystemEntries(Directory).Any())
                SystemFile.DeleteDirectory(Directory);
            return;
        }
        SystemFile.MakeDirectory(AllOf(context.Root), SystemFile.OwnerDirectory);
        SystemFile.MakeDirectory(Directory, SystemFile.OwnerDirectory);
        SystemFile.Write(File, compose, SystemFile.OwnerOnly);
    }

    public async Task ComposeAsync(CancellationToken cancelled, params string[] what)
    {
        string[] which = directory is null ? ["--file", File] : [];
        var code = await context.RunAsync(
            new ProgramCall(Program, ["compose", "--ansi", "never", "--project-name", name, "--project-directory", Directory, .. which, .. what], Directory, Secrets: Secrets(what[0])), cancelled);
        Check(code, what[0]);
    }

    // What Docker complains about it quotes. What containers have written themselves is asked for as it is.
    private IReadOnlyList<string> Secrets(string what) => what == "logs" || directory is not null || Read() is not { } compose ? [] : ComposeSecrets.Of(Encoding.UTF8.GetString(compose));

    /// <summary>What Docker says of all projects.</summary>
    public static async Task<List<StackState>> FoundAsync(CommandContext context, CancellationToken cancelled)
    {
        var (code, said) = await context.CaptureAsync(new ProgramCall(Program, ["compose", "ls", "--all", "--format", "json"]), cancelled);
        Check(code, "ls");
        return Parse(said);
    }

    /// <summary>Refuses where Docker has a stack of the name by another file: it would lose what is not in this one, and be taken down where this one fails.</summary>
    public async Task CheckFreeAsync(CancellationToken cancelled)
    {
        if ((await FoundAsync(context, cancelled)).Find(s => s.Name == name && s.Files != File) is { } other)
            throw new SiteException("already_exists", $"Docker has a stack {name} already, by {other.Files}: name its directory, or call this one otherwise.");
    }

    private static List<StackState> Parse(string said)
    {
        try
        {
            using var json = JsonDocument.Parse(said);
            return [.. json.RootElement.EnumerateArray().Select(s => new StackState(Text(s, "Name"), Text(s, "Status"), Text(s, "ConfigFiles"), false))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SiteException("docker_failed", $"What Docker says of its stacks could not be read: {e.Message}");
        }
    }

    private static string Text(JsonElement stack, string member) => stack.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";

    private static void Check(int code, string what)
    {
        if (code == NotFound)
            throw SiteException.Missing("Docker", "docker.io and docker-compose, or Docker's own docker-ce and docker-compose-plugin");
        if (code != 0)
            throw new SiteException("docker_failed", $"docker compose {what} ended with exit code {code}; what it said is in the log.");
    }
}
