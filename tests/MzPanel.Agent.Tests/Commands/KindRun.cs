using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Commands;

/// <summary>Runs one kind in a sandbox with recorded programs.</summary>
internal sealed class KindRun : IDisposable
{
    public Sandbox Sandbox { get; } = new();

    public RecordingPrograms Programs { get; } = new();

    public MemoryLog Log { get; } = new();

    public async Task<CommandResult> RunAsync(ICommand command, string args = "{}")
    {
        using var json = JsonDocument.Parse(args);
        Assert.Empty(command.Kind.Args.Check(json.RootElement));
        var context = new CommandContext(json.RootElement, Sandbox.Root, LocalPolicy.Read(Sandbox.Root), Log, Programs);
        return await command.RunAsync(context, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Sandbox.Dispose();
}
