using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>Brings a stack to what its compose file says; where that fails it is brought back to the file from before.</summary>
internal sealed class DockerUpCommand(TimeProvider time) : DockerCommand(DockerUp.Kind)
{
    protected override async Task<CommandResult> WorkAsync(CommandContext context, CancellationToken cancelled)
    {
        var (stack, compose) = (DockerStack.Of(context), context.Text("compose"));
        if (compose is not null && context.Text("directory") is not null)
            throw new SiteException("bad_args", "args.compose: a stack has a compose file or a directory, not both.");
        if (compose is null)
            stack.CheckThere();
        await new StepRun(context.Log, time).TakeAsync(Steps(stack, compose), context.Flag("dry_run"), cancelled);
        return new CommandResult(0);
    }

    private static IEnumerable<Step> Steps(DockerStack stack, string? compose)
    {
        var before = compose is null ? null : stack.Read();
        if (compose is not null && before is null)
            yield return new Step($"see that Docker has no other stack {stack.Name}", stack.CheckFreeAsync);
        if (compose is not null)
            yield return Step.Of($"write {stack.File}", () => stack.Write(compose), () => stack.Restore(before));
        yield return new Step("have Docker check the compose file", c => stack.ComposeAsync(c, "config", "--quiet"));
        yield return new Step($"bring the stack {stack.Name} to it", c => UpAsync(stack, c), compose is null ? null : c => BackAsync(stack, before, c));
    }

    private static Task UpAsync(DockerStack stack, CancellationToken cancelled) => stack.ComposeAsync(cancelled, "up", "--detach", "--remove-orphans");

    // Taken down by the file that it was made by.
    private static async Task BackAsync(DockerStack stack, byte[]? before, CancellationToken cancelled)
    {
        if (before is null)
        {
            await stack.ComposeAsync(cancelled, "down", "--remove-orphans");
            return;
        }
        stack.Restore(before);
        await UpAsync(stack, cancelled);
    }
}
