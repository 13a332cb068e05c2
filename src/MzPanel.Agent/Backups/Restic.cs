using System.Net.Sockets;
using MzPanel.Agent.Cli;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>restic against one repository. Its locks are waited for, and those that a killed run left behind are removed: by restic itself, which knows.</summary>
internal sealed class Restic(CommandContext context, Repository repository, TimeProvider time, Func<double> random)
{
    /// <summary>restic took a snapshot, but could not read all that it was to.</summary>
    public const int Unread = 3;

    private const string Program = "restic";
    private const double Least = 0.5;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LockLook = TimeSpan.FromSeconds(10);

    /// <summary>Folders of others than root, in which it follows no link.</summary>
    public IReadOnlyList<string> LinkFree { get; set; } = [];

    /// <summary>What it complained about last, the newest last.</summary>
    public IReadOnlyList<string> Complaints { get; private set; } = [];

    public static void CheckInstalled()
    {
        if (!ProgramFinder.Has(Program))
            throw new SiteException("missing_program",
                "restic, which makes the backups, is not installed on this VPS. As root there: apt-get install restic (0.14 or newer); then run the plan again, nothing else is needed.");
    }

    /// <summary>Whether anything listens there at all: restic itself would try for a quarter of an hour.</summary>
    public async Task CheckReachableAsync(CancellationToken cancelled)
    {
        if (repository.Destination.Address is not { } at)
            return;
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await time.WithinAsync(ConnectLimit, async c =>
            {
                await socket.ConnectAsync(at.Host, at.Port, c);
                return 0;
            }, cancelled);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            throw new BackupException(BackupException.Unreachable, $"{repository.Destination.Described} does not answer: {e.Message}", e);
        }
    }

    /// <summary>Runs a command of restic and hands on each line of its output; returns its exit code, 0 or one of those that are fine.</summary>
    /// <exception cref="BackupException">It ended otherwise.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, Action<string> take, CancellationToken cancelled, params int[] fine)
    {
        var start = time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var (code, complaints) = await OnceAsync(arguments, take, cancelled);
            Complaints = complaints;
            if (code == 0 || fine.Contains(code))
                return code;
            var fault = ResticFault.MayBeNew(complaints) ? new NoRepositoryException(complaints) : ResticFault.Of(complaints, arguments[0], code);
            if (fault.Code != BackupException.Locked || arguments[0] == "unlock" || time.GetElapsedTime(start) >= LockLimit)
                throw fault;
            await OnceAsync(["unlock"], _ => { }, cancelled);
            if (tries == 1)
                continue;
            context.Log.Write(LogLine.Stdout, "Waiting for whoever else works on the repository.");
            await Task.Delay(LockLook * (Least + random()), time, cancelled);
        }
    }

    /// <summary>The same, making the repository where there is none.</summary>
    public async Task<int> RunOrInitAsync(IReadOnlyList<string> arguments, Action<string> take, CancellationToken cancelled, params int[] fine)
    {
        try
        {
            return await RunAsync(arguments, take, cancelled, fine);
        }
        catch (NoRepositoryException)
        {
            context.Log.Write(LogLine.Stdout, $"There is no repository of this server at {repository.Destination.Described} yet: it is made.");
            await RunAsync(["init"], _ => { }, cancelled);
            return await RunAsync(arguments, take, cancelled, fine);
        }
    }

    /// <summary>What a command of restic says, whole.</summary>
    public async Task<string> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancelled)
    {
        var lines = new List<string>();
        await RunAsync(arguments, lines.Add, cancelled);
        return string.Join('\n', lines);
    }

    private ProgramCall Call(string[] arguments) => LinkFree.Count == 0 ? new(Program, arguments, "/")
        : new(ProcessWorkers.Self[0],
            [.. ProcessWorkers.Self.Skip(1), .. LinkFreeVerb.Line(LinkFree), ProgramFinder.Find(Program), .. arguments], "/");

    private async Task<(int Code, IReadOnlyList<string> Complaints)> OnceAsync(IReadOnlyList<string> arguments, Action<string> take, CancellationToken cancelled)
    {
        using var hopeless = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hopeless.Token, cancelled);
        var log = new ResticLog(context.Log, take, hopeless.Cancel);
        var call = Call([arguments[0], .. repository.Options, .. arguments.Skip(1)]) with { Environment = repository.Environment, Secrets = repository.Secrets };
        try
        {
            var code = await context.RunAsync(call, log, either.Token);
            foreach (var line in repository.TakeComplaints())
                log.Write(LogLine.Stderr, line);
            return (code, log.Complaints);
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            return (1, log.Complaints);
        }
    }
}

/// <summary>There is no repository at a destination yet.</summary>
internal sealed class NoRepositoryException(IReadOnlyList<string> complaints) : BackupException(BackupException.NotFound, "There is no repository of this server at the destination: " + string.Join(' ', complaints));
