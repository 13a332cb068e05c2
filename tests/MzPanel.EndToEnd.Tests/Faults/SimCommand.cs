using System.Text.Json.Nodes;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>A command in a simulated agent's journal: what it wrote, how far that is acknowledged, how it ended.</summary>
internal sealed class SimCommand(string id, string jobId)
{
    private const int BatchLines = 200;
    private readonly List<string> lines = [];
    private readonly Lock gate = new();
    private readonly string doneId = Guid.NewGuid().ToString();
    private JsonObject? done;
    private bool doneAcked;
    private long sent;
    private long acked;
    private TimeSpan doneAt;
    private int doneWaitS;

    public string Id => id;

    public string JobId => jobId;

    public CancellationTokenSource Cancelled { get; } = new();

    public bool IsSettled
    {
        get
        {
            lock (gate)
                return doneAcked && acked >= lines.Count;
        }
    }

    public long InFlight
    {
        get
        {
            lock (gate)
                return lines.Skip((int)acked).Take((int)(sent - acked)).Sum(l => (long)l.Length * 3);
        }
    }

    /// <summary>As <c>hello.jobs</c> lists it.</summary>
    public JsonObject Listed()
    {
        lock (gate)
            return new JsonObject { ["ref"] = id, ["state"] = done is null ? "running" : "done", ["last_seq"] = lines.Count };
    }

    public void Write(string line)
    {
        lock (gate)
            lines.Add(line);
    }

    public void End(string outcome, int exitCode, JsonObject? result)
    {
        lock (gate)
            done = new JsonObject
            {
                ["job_id"] = jobId, ["exit_code"] = exitCode, ["duration_ms"] = 1, ["last_seq"] = lines.Count, ["outcome"] = outcome, ["result"] = result,
            };
    }

    /// <summary>A new connection begins behind what the control plane has.</summary>
    public void Resume(long ackedSeq)
    {
        lock (gate)
            (acked, sent, doneAt, doneWaitS) = (Math.Max(acked, ackedSeq), Math.Max(acked, ackedSeq), TimeSpan.Zero, 2);
    }

    public void Forget()
    {
        lock (gate)
            (acked, sent, doneAcked) = (lines.Count, lines.Count, true);
    }

    public void LogAcked(long seq)
    {
        lock (gate)
            acked = Math.Max(acked, Math.Min(seq, lines.Count));
    }

    /// <summary>Whether that was the acknowledgement of its end.</summary>
    public bool DoneAcked(string messageId)
    {
        lock (gate)
            return messageId == doneId && done is not null && (doneAcked = true);
    }

    /// <summary>The next lines to send.</summary>
    public JsonObject? NextLog()
    {
        lock (gate)
        {
            if (sent >= lines.Count)
                return null;
            var first = sent + 1;
            string[] batch = [.. lines.Skip((int)sent).Take(BatchLines)];
            sent += batch.Length;
            return new JsonObject
            {
                ["job_id"] = jobId,
                ["seq"] = first,
                ["lines"] = new JsonArray([.. batch.Select(l => (JsonNode)new JsonObject { ["stream"] = "stdout", ["text"] = l })]),
            };
        }
    }

    /// <summary>The report of its end, when it is time to make it (again): after 2, 4, 8 … 30 s.</summary>
    public (string Id, string Payload)? NextDone(TimeSpan now)
    {
        lock (gate)
        {
            if (done is null || doneAcked || now < doneAt)
                return null;
            doneWaitS = Math.Min(30, Math.Max(2, doneWaitS));
            (doneAt, doneWaitS) = (now + TimeSpan.FromSeconds(doneWaitS), doneWaitS * 2);
            return (doneId, done.ToJsonString());
        }
    }
}
