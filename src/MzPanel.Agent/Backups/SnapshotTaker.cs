using System.Globalization;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>Takes a snapshot and prunes those of the same plan; all of it at one destination.</summary>
internal sealed class SnapshotTaker(CommandContext context, Restic restic, string serverId, string planId, TimeProvider time)
{
    private const int MostKeptTold = 50;
    private const double MiB = 1024 * 1024;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly (string Name, string Option)[] Keeps = [("last", "--keep-last="), ("daily", "--keep-daily="), ("weekly", "--keep-weekly="), ("monthly", "--keep-monthly=")];
    private long? told;

    private string[] OwnOnly => ["--host=" + serverId, "--tag=" + Snapshot.TagOf(planId)];

    public async Task<DestinationResult> TakeAsync(string destinationId, BackupContent content, JsonElement? retention, CancellationToken cancelled)
    {
        await restic.CheckReachableAsync(cancelled);
        JsonElement? summary = null;
        var code = await restic.RunOrInitAsync(
            ["backup", "--json", .. OwnOnly, .. content.Excluded.Select(e => "--exclude=" + e), "--exclude-caches", "--", .. content.Paths],
            line => summary = Progress(line) ?? summary, cancelled, Restic.Unread);
        var (kept, removed, fault) = await TryKeepAsync(retention, cancelled);
        var shortId = summary?.GetProperty("snapshot_id").GetString() ?? throw new BackupException(BackupException.Failed, "restic did not say which snapshot it took.");
        var mine = kept.FirstOrDefault(s => s.Id.StartsWith(shortId, StringComparison.Ordinal));
        return new DestinationResult(destinationId, DestinationResult.Done, mine?.Id ?? shortId, summary.Value.GetProperty("total_bytes_processed").GetInt64(),
            summary.Value.GetProperty("total_files_processed").GetInt64(), mine?.TakenAt ?? time.GetUtcNow().ToUnixTimeMilliseconds(), removed,
            kept is { Count: > 0 and <= MostKeptTold } ? [.. kept.Select(s => s.Id)] : null,
            fault ?? (code == Restic.Unread ? "Some files could not be read; the log names them." : null));
    }

    // What was taken stays taken: that old ones are still there is another thing.
    private async Task<(IReadOnlyList<Snapshot> Kept, int? Removed, string? Fault)> TryKeepAsync(JsonElement? retention, CancellationToken cancelled)
    {
        try
        {
            var (kept, removed) = await KeepAsync(retention, cancelled);
            if (removed > 0)
                await restic.RunAsync(["prune"], _ => { }, cancelled);
            return (kept, removed, null);
        }
        catch (Exception e) when (e is BackupException or JsonException)
        {
            return ([], null, "The snapshot is there, but old ones could not be removed: " + e.Message);
        }
    }

    private async Task<(IReadOnlyList<Snapshot> Kept, int Removed)> KeepAsync(JsonElement? retention, CancellationToken cancelled)
    {
        var keeps = Keeps.Where(k => Count(retention, k.Name) > 0).Select(k => k.Option + Count(retention, k.Name).ToString(CultureInfo.InvariantCulture)).ToArray();
        if (keeps.Length == 0)
            return (Snapshot.ListOf(await restic.AskAsync(["snapshots", "--json", "--no-lock", .. OwnOnly], cancelled)), 0);
        // One group: what changes its paths is the same plan still.
        return Snapshot.KeptOf(await restic.AskAsync(["forget", "--json", "--group-by=", .. OwnOnly, .. keeps], cancelled));
    }

    private static int Count(JsonElement? retention, string name) =>
        retention is { } said && said.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt32() : 0;

    // restic tells up to sixty times a second how far it is.
    private JsonElement? Progress(string line)
    {
        if (ResticLine.Parse(line) is not { } said)
            return null;
        if (said.GetProperty("message_type").GetString() is "summary")
        {
            context.Log.Write(LogLine.Stdout, string.Create(CultureInfo.InvariantCulture,
                $"Snapshot {said.GetProperty("snapshot_id").GetString()}: {said.GetProperty("total_files_processed").GetInt64()} files, {said.GetProperty("total_bytes_processed").GetInt64() / MiB:0.0} MiB, of which {said.GetProperty("data_added").GetInt64() / MiB:0.0} MiB are new."));
            return said;
        }
        if (told is not { } before || time.GetElapsedTime(before) >= Between)
        {
            if (told is not null && said.TryGetProperty("percent_done", out var part))
                context.Log.Write(LogLine.Stdout, string.Create(CultureInfo.InvariantCulture, $"{part.GetDouble() * 100:0} % done"));
            told = time.GetTimestamp();
        }
        return null;
    }
}
