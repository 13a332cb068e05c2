using System.Text.Json;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>Stacks that Docker knows, and those that docker.up was given and do not run.</summary>
internal sealed class DockerListCommand() : DockerCommand(DockerList.Kind)
{
    protected override async Task<CommandResult> WorkAsync(CommandContext context, CancellationToken cancelled)
    {
        var found = Parse(await DockerStack.ListAsync(context, cancelled));
        var kept = DockerStack.AllOf(context.Root);
        if (Directory.Exists(kept))
            foreach (var name in Directory.EnumerateDirectories(kept).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal))
                if (found.FindIndex(s => s.Name == name) is >= 0 and var at)
                    found[at] = found[at] with { Kept = true };
                else
                    found.Add(new StackState(name, "down", $"{kept}/{name}/compose.yaml", true));
        return CommandResult.Done(found, CommandsJson.Plain.IReadOnlyListStackState);
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
}

/// <summary>A stack in the result of <c>docker.list</c>.</summary>
/// <param name="Name">Of the project.</param>
/// <param name="Status">As Docker says it, such as <c>running(2)</c>; <c>down</c> where it does not know it.</param>
/// <param name="Files">Its compose files.</param>
/// <param name="Kept">Whether its file is the one that docker.up was given.</param>
internal sealed record StackState(string Name, string Status, string Files, bool Kept);
