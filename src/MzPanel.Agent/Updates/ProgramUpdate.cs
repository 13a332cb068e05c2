using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Logs;
using MzPanel.Protocol.Updates;

namespace MzPanel.Agent.Updates;

/// <summary>Result of <c>agent.update</c>.</summary>
internal sealed record UpdateResult(bool Changed, string From, string To);

/// <summary>
/// Puts a program in the agent's place: fetched, checked and tried before anything changes, exchanged by a rename. Whether it stays is
/// for <see cref="UpdateGuard"/> to say.
/// </summary>
internal sealed class ProgramUpdate(AgentRoot root, IPrograms programs, ILogSink log, TimeProvider time, Random random)
{
    private const UnixFileMode Executable = (UnixFileMode)0x1ED; // 0755
    private static readonly TimeSpan TrialLimit = TimeSpan.FromSeconds(20);
    private readonly UpdateFiles files = new(root);

    public async Task<UpdateResult> RunAsync(UpdateOrder order, CancellationToken cancelled)
    {
        if (!File.Exists(files.Program))
            throw new UpdateException("unsupported", $"There is no {files.Program}: this agent was brought here some other way. Bring a newer one in the same way.");
        if (files.Read() is not null)
            throw new UpdateException("busy", "An earlier update has not come to its end; it does when the agent has begun anew.");
        if (order.Version is { } version && Refuses(order, version))
            return Unchanged();
        // Beside its place, so that it comes there by a rename.
        var fresh = $"{files.Program}.{Guid.NewGuid():N}";
        try
        {
            return await WithAsync(order, fresh, cancelled);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    private static UpdateResult Unchanged() => new(false, AgentVersion.Text, AgentVersion.Text);

    // True where there is nothing to do.
    private static bool Refuses(UpdateOrder order, string version) => ProgramVersion.Compare(version, AgentVersion.Text) switch
    {
        0 => true,
        < 0 when !order.AllowDowngrade => throw new UpdateException("downgrade", $"{version} is older than {AgentVersion.Text}, which runs here."),
        _ => false,
    };

    private async Task<UpdateResult> WithAsync(UpdateOrder order, string fresh, CancellationToken cancelled)
    {
        Say($"Downloading {order.Url}");
        var sha256 = await new Download(time, random).FetchAsync(order.Url, fresh, order.MostBytes, cancelled);
        if (sha256 != order.Sha256)
            throw new UpdateException("wrong_program", $"What came from {order.Url} is not the program that was asked for. Expected {order.Sha256}, got {sha256}.");
        File.SetUnixFileMode(fresh, Executable);
        var version = await TryAsync(fresh, order, cancelled);
        Say($"{version} for {Architectures.Native} runs here and accepts this agent's configuration");
        var result = new UpdateResult(!order.DryRun, AgentVersion.Text, version);
        if (order.DryRun)
            Say($"Would put it in the place of {AgentVersion.Text}");
        else
            Exchange(order, fresh, version);
        return result;
    }

    private async Task<string> TryAsync(string fresh, UpdateOrder order, CancellationToken cancelled)
    {
        var said = (await SaysAsync(fresh, ["version"], cancelled)).Trim();
        if (!said.StartsWith("mzagent ", StringComparison.Ordinal) || said["mzagent ".Length..] is not { } version || !ProgramVersion.IsValid(version)
            || version != (order.Version ?? version))
            throw new UpdateException("wrong_program", $"The program calls itself {said}{(order.Version is null ? "" : ", not " + order.Version)}.");
        await SaysAsync(fresh, ["self-check", "--root", root.Path], cancelled);
        return version;
    }

    private async Task<string> SaysAsync(string fresh, string[] arguments, CancellationToken cancelled)
    {
        try
        {
            var (code, said) = await time.WithinAsync(TrialLimit, c => programs.CaptureAsync(new ProgramCall(fresh, arguments), log, c), cancelled);
            return code == 0 ? said : throw new UpdateException("does_not_run", $"The program does not run here: {arguments[0]} ended with {code}.");
        }
        catch (TimeoutException e)
        {
            throw new UpdateException("does_not_run", $"The program does not run here: {arguments[0]} took longer than {TrialLimit.TotalSeconds} s.", e);
        }
    }

    // The way back first, then the record: a program in place without either would be watched by nobody.
    private void Exchange(UpdateOrder order, string fresh, string version)
    {
        var kept = files.Previous + ".new";
        File.Copy(files.Program, kept, overwrite: true);
        File.Move(kept, files.Previous, overwrite: true);
        files.Begin(new PendingUpdate(Guid.NewGuid().ToString(), AgentVersion.Text, version, ProcessId.Of(Environment.ProcessId)!, order.Restart, order.WelcomeS));
        File.Move(fresh, files.Program, overwrite: true);
        DirectorySync.FlushAll(Path.GetDirectoryName(files.Program)!);
        Say($"{version} is in place; {AgentVersion.Text} is kept as {files.Previous}");
    }

    private void Say(string text) => log.Write(LogLine.Stdout, text);
}
