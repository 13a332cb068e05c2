using System.Text.Json;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Jobs;

/// <summary>Real workers: the built agent, started as its daemon starts it.</summary>
internal sealed class WorkerBench : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public WorkerBench(bool inMemory = false)
    {
        Sandbox = new Sandbox(inMemory);
        Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true}""");
        Workers = NewDaemon();
    }

    public Sandbox Sandbox { get; }

    public ProcessWorkers Workers { get; }

    public static IReadOnlyList<string> Program => [AgentProgram.File];

    /// <summary>The workers as another daemon over the same directory sees them.</summary>
    public ProcessWorkers NewDaemon() => new(Sandbox.Root, Program);

    public void Shell(string @ref, string command, int timeoutS = 60, string env = "{}")
    {
        var args = JsonSerializer.SerializeToElement(command).GetRawText();
        Start(@ref, "shell.run", $$"""{"command":{{args}},"env":{{env}}}""", timeoutS);
    }

    public void Start(string @ref, string kind, string args, int timeoutS = 60)
    {
        Workers.Prepare(new JobSpec(@ref, "job_1", kind, JsonDocument.Parse(args).RootElement, timeoutS, Sandbox.Root.Path));
        Workers.Start(@ref);
    }

    public Task<JobExit> ExitAsync(string @ref) => Eventually(() => Workers.Look(@ref).Exit, $"exit of {@ref}");

    public IReadOnlyList<(string Stream, string Text, bool Partial)> Lines(string @ref)
    {
        using var reader = new SpoolReader(JobDirectory.Of(Sandbox.Root, @ref).Path, 1);
        var lines = new List<(string, string, bool)>();
        while (true)
        {
            var batch = new SpoolBatch(1 << 20, 1 << 22);
            reader.Fill(batch, null);
            if (batch.IsEmpty)
                return lines;
            lines.AddRange(batch.Lines.Select(l => (l.Stream, l.Text, l.Partial == true)));
        }
    }

    public Task LineAsync(string @ref, string text) =>
        Eventually(() => Lines(@ref).Any(l => l.Text == text) ? "seen" : null, $"line {text} of {@ref}");

    public static async Task<T> Eventually<T>(Func<T?> look, string what) where T : class
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            if (look() is { } seen)
                return seen;
            if (limit.IsCancellationRequested)
                throw new TimeoutException("waited in vain for " + what);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public void Dispose()
    {
        foreach (var directory in Workers.Directories())
            Workers.Kill(directory);
        Sandbox.Dispose();
    }
}
