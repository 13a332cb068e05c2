using System.Collections.Concurrent;
using System.Text.Json;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>What a simulated agent keeps over its reconnects: every command it was ever sent, by id.</summary>
internal sealed class SimJournal(ExecutionLedger ledger)
{
    private readonly ConcurrentDictionary<string, SimCommand> known = new();
    private readonly ConcurrentDictionary<string, SimCommand> open = new();
    private readonly ConcurrentDictionary<string, Task> running = new();

    public string Id { get; } = Guid.NewGuid().ToString();

    public long Epoch { get; set; }

    /// <summary>Whoever is to hear that there is something to send.</summary>
    public Action Stir { get; set; } = () => { };

    /// <summary>Commands whose end or lines are not all acknowledged.</summary>
    public IEnumerable<SimCommand> Open
    {
        get
        {
            foreach (var settled in open.Values.Where(c => c.IsSettled))
                open.TryRemove(settled.Id, out _);
            return open.Values;
        }
    }

    public SimCommand? Find(string? id) => id is not null && known.TryGetValue(id, out var command) ? command : null;

    /// <summary>Starts a command that this agent was never sent before.</summary>
    public void Start(string id, JsonElement payload)
    {
        var command = Enter(id, payload.GetProperty("job_id").GetString()!);
        var work = SimWork.Of(payload.GetProperty("args"));
        running[id] = work.RunAsync(command, payload.GetProperty("attempt").GetInt32(), ledger, () => Stir());
        _ = running[id].ContinueWith(_ => running.TryRemove(id, out var _), TaskScheduler.Default);
    }

    /// <summary>A cancel stops what runs; it stops for ever what has not come yet.</summary>
    public void Cancel(string id)
    {
        if (Find(id) is { } command)
            command.Cancelled.Cancel();
        else
            Enter(id, "").End("cancelled", 143, null);
    }

    public void Acked(string messageId)
    {
        foreach (var command in open.Values)
            if (command.DoneAcked(messageId))
                ledger.Reported(command.JobId);
    }

    /// <summary>The control plane knows how it ended, though its acknowledgement never came.</summary>
    public void Forget(SimCommand command)
    {
        command.Forget();
        ledger.Reported(command.JobId);
    }

    public async Task EndAsync()
    {
        foreach (var command in open.Values)
            await command.Cancelled.CancelAsync();
        await Task.WhenAll(running.Values);
    }

    private SimCommand Enter(string id, string jobId) => open[id] = known[id] = new SimCommand(id, jobId);
}
