using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MzPanel.Data;
using MzPanel.Data.Servers;

namespace MzPanel.Grains.Servers;

/// <summary>
/// Writes <c>last_seen_at</c> and the latest metrics of this silo's servers together each minute: heartbeats touch memory only
/// (delivery.md, "Silence"). Losing one minute of it loses nothing that was promised.
/// </summary>
internal sealed partial class SeenBatch(ServerRecords servers, Database database, JudgeFree judge, TimeProvider time, ILogger<SeenBatch> logger) : BackgroundService
{
    private const int MaxRows = 500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private readonly Pulse pulse = database.Pulses.Of("writer of signs of life");
    private bool away;
    private readonly ConcurrentDictionary<string, (long Epoch, Beat Beat)> seen = new();

    /// <summary>Remembers a sign of life under an epoch; the newest of a server counts.</summary>
    public void Add(string serverId, long epoch, Beat beat) => seen[serverId] = (epoch, beat);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await pulse.TurnAsync(FlushAsync);
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        foreach (var rows in seen.ToArray().Chunk(MaxRows))
        {
            try
            {
                await servers.SaveSeenAsync([.. rows.Select(r => new ServerSeen(r.Key, r.Value.Epoch, r.Value.Beat.At, Metrics(r.Value.Beat)))]);
            }
            catch (StorageException e)
            {
                away = true;
                LogKept(e, rows.Length);
                return;
            }
            foreach (var row in rows)
                seen.TryRemove(row);
            pulse.Beat();
            Back();
        }
    }

    private void Back()
    {
        if (away)
            judge.StorageRecovered();
        away = false;
    }

    private static string? Metrics(Beat beat) => beat.Payload is { } payload ? System.Text.Encoding.UTF8.GetString(payload) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage is away: last contact of {Count} servers is written later")]
    private partial void LogKept(Exception e, int count);
}
