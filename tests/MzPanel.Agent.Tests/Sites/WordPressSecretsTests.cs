using System.Text.Json;
using System.Text.RegularExpressions;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Sites;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Commands;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What is made up on a VPS for a WordPress site is known there, and to nobody who reads along.</summary>
public sealed partial class WordPressSecretsTests : IAsyncLifetime
{
    private WordPressBench bench = null!;

    public async ValueTask InitializeAsync() => bench = await WordPressBench.OnSharedAsync();

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task No_password_and_no_salt_is_in_an_argument_an_environment_the_log_or_the_result()
    {
        var (calls, log) = (new List<ProgramCall>(), new MemoryLog());
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(JsonElement.Parse(bench.Create()), bench.Sites.Jobs.Sandbox.Root, LocalPolicy.Read(bench.Sites.Jobs.Sandbox.Root), log,
            new RecordedPrograms(new Programs(stop), calls));

        var result = await new SiteCreateCommand(TimeProvider.System).RunAsync(context, TestContext.Current.CancellationToken);

        Assert.True(result.Error is null, result.Error?.Message);
        var secrets = Secret().Matches(await File.ReadAllTextAsync(bench.Sites.Paths(bench.Id).WordPressConfig)).Select(m => m.Value).Append(bench.Left("password")).ToList();
        Assert.Equal(10, secrets.Distinct().Count());
        var seen = string.Join('\n', [
            .. calls.SelectMany(c => c.Arguments.Concat((c.Environment ?? new Dictionary<string, string>()).Values)),
            .. log.Lines.Select(l => l.Text), result.Result!.Value.GetRawText(), await File.ReadAllTextAsync(bench.Sites.Paths(bench.Id).Entry)]);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, seen, StringComparison.Ordinal));
        Assert.Contains(calls, c => c.Program == "mariadb" && c.Input!.Contains("CREATE USER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_repeats_a_password_is_masked()
    {
        var log = new MemoryLog();
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(JsonElement.Parse("{}"), bench.Sites.Jobs.Sandbox.Root, LocalPolicy.Read(bench.Sites.Jobs.Sandbox.Root), log, new Programs(stop));

        var code = await context.RunAsync(new ProgramCall("cat", ["-"], Input: "say s3cr3tpassword twice\ns3cr3tpassword", Secrets: ["s3cr3tpassword"]), TestContext.Current.CancellationToken);

        Assert.Equal((0, "say *** twice\n***\n"), (code, string.Concat(log.Lines.Select(l => l.Text))));
    }

    [GeneratedRegex("(?<=')[0-9A-Za-z]{32,64}(?=')")]
    private static partial Regex Secret();

    private sealed class RecordedPrograms(IPrograms real, List<ProgramCall> calls) : IPrograms
    {
        public Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
        {
            calls.Add(call);
            return real.RunAsync(call, log, cancelled);
        }

        public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
        {
            calls.Add(call);
            return real.CaptureAsync(call, log, cancelled);
        }
    }
}
