using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>Stacks that Docker knows, and those that docker.up was given and do not run.</summary>
internal sealed class DockerListCommand() : DockerCommand(DockerList.Kind)
{
    protected override async Task<CommandResult> WorkAsync(CommandContext context, CancellationToken cancelled)
    {
        var found = await DockerStack.FoundAsync(context, cancelled);
        var kept = DockerStack.AllOf(context.Root);
        if (Directory.Exists(kept))
            foreach (var name in Directory.EnumerateDirectories(kept).Where(d => File.Exists(d + "/compose.yaml")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal))
                if (found.FindIndex(s => s.Name == name) is >= 0 and var at)
                    found[at] = found[at] with { Kept = true };
                else
                    found.Add(new StackState(name, "down", $"{kept}/{name}/compose.yaml", true));
        return CommandResult.Done(found, CommandsJson.Plain.IReadOnlyListStackState);
    }
}

/// <summary>A stack in the result of <c>docker.list</c>.</summary>
/// <param name="Name">Of the project.</param>
/// <param name="Status">As Docker says it, such as <c>running(2)</c>; <c>down</c> where it does not know it.</param>
/// <param name="Files">Its compose files.</param>
/// <param name="Kept">Whether its file is the one that docker.up was given.</param>
internal sealed record StackState(string Name, string Status, string Files, bool Kept);
