using System.Text.Json;
using MzPanel.Agent.Backups;
using MzPanel.Agent.Events;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Backups;

/// <summary>Takes a snapshot at each destination of a plan. One that fails does so for itself.</summary>
internal sealed class BackupRunCommand(TimeProvider time, Func<double> random) : BackupCommand(time, random)
{
    public override CommandKind Kind => BackupRun.Kind;

    protected override async Task<CommandResult> RunAsync(CommandContext context, string serverId, CancellationToken cancelled)
    {
        var destinations = context.Args.GetProperty("destinations").EnumerateArray().Select(Destination.Of).ToList();
        if (destinations.DistinctBy(d => d.Id).Count() < destinations.Count)
            return CommandResult.Fail("bad_args", "args.destinations: a destination is there twice.");
        using var dumps = new DatabaseDumps(context, Time);
        var databases = await dumps.WantedAsync(Asked(context), cancelled);
        if (context.Flag("dry_run"))
            return Told(context, serverId, destinations, databases, dumps);
        var folders = await dumps.MakeAsync(databases, cancelled);
        var content = BackupContent.Of(context, serverId, destinations, folders);
        if (content.Paths.Count == 0)
            throw new BackupException(BackupException.NotFound, string.Join(' ', ["There is nothing to back up.", .. dumps.Problems]));
        var results = new List<DestinationResult>();
        foreach (var destination in destinations)
            results.Add(await AtAsync(context, serverId, destination, content, cancelled));
        return Ended(results, dumps.Problems);
    }

    private async Task<DestinationResult> AtAsync(CommandContext context, string serverId, Destination destination, BackupContent content, CancellationToken cancelled)
    {
        var planId = context.Text("plan_id")!;
        var result = await TryAtAsync(context, serverId, planId, destination, content, cancelled);
        EventDrop.Put(context.Root, BackupEvent.Of(planId, result, destination.Described, Time));
        return result;
    }

    private async Task<DestinationResult> TryAtAsync(
        CommandContext context, string serverId, string planId, Destination destination, BackupContent content, CancellationToken cancelled)
    {
        try
        {
            context.Log.Write(LogLine.Stdout, $"Destination {destination.Id}: {destination.Described}");
            using var repository = RepositoryOf(context, serverId, destination);
            JsonElement? retention = context.Args.TryGetProperty("retention", out var said) && said.ValueKind == JsonValueKind.Object ? said : null;
            return await new SnapshotTaker(context, Open(context, repository), serverId, planId, Time).TakeAsync(destination.Id, content, retention, cancelled);
        }
        catch (Exception e) when (e is BackupException or SiteException or IOException or JsonException)
        {
            var code = e is BackupException known ? known.Code : "failed";
            context.Log.Write(LogLine.Stderr, $"Destination {destination.Id} failed: {e.Message}");
            return new DestinationResult(destination.Id, DestinationResult.Failed, Error: new JobError(code, e.Message));
        }
    }

    private static IReadOnlyList<DatabaseRef>? Asked(CommandContext context) =>
        context.Args.TryGetProperty("databases", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(DatabaseRef.Of)] : null;

    private static CommandResult Ended(List<DestinationResult> results, List<string> problems)
    {
        var done = CommandResult.Done(new BackupResult(results), CommandsJson.Plain.BackupResult);
        var failed = results.Where(r => r.Error is not null).ToList();
        var unpruned = results.Where(r => r is { Error: null, Pruned: null }).ToList();
        if (failed.Count + unpruned.Count + problems.Count == 0)
            return done;
        string[] said = [.. failed.Select(r => $"{r.DestinationId}: {r.Error!.Message}"), .. unpruned.Select(r => $"{r.DestinationId}: {r.Warning}"), .. problems];
        return done with { ExitCode = 1, Error = new JobError(BackupException.Incomplete, $"{failed.Count} of {results.Count} destinations failed. {string.Join(' ', said)}") };
    }

    private static CommandResult Told(CommandContext context, string serverId, List<Destination> destinations, IReadOnlyList<DatabaseRef> databases, DatabaseDumps dumps)
    {
        var content = BackupContent.Of(context, serverId, destinations, databases.Count > 0 ? [dumps.Folder] : []);
        foreach (var path in content.Paths)
            context.Log.Write(LogLine.Stdout, $"Would take {path}");
        foreach (var pattern in content.Excluded)
            context.Log.Write(LogLine.Stdout, $"Would leave out {pattern}");
        foreach (var database in databases)
            context.Log.Write(LogLine.Stdout, $"Would dump {database}");
        foreach (var destination in destinations)
        {
            using var repository = RepositoryOf(context, serverId, destination);
            context.Log.Write(LogLine.Stdout, $"Would take a snapshot to {destination.Id}: {destination.Described}");
        }
        return new CommandResult(0);
    }
}
