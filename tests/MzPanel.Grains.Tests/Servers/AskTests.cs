using System.Text.Json;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>Questions whose answer comes as log, because it is too large for a result (agent-protocol.md, job_done).</summary>
public sealed class AskTests
{
    private readonly Ask ask = new();

    [Fact]
    public async Task An_answer_in_lines_is_put_together_when_the_last_has_come()
    {
        Lines(1, "[1,", "2");
        ask.Ended(InLog(lastSeq: 3));
        Assert.False(ask.Answer.IsCompleted);
        Lines(3, "]");
        Assert.Equal("[1,2]", await ask.Answer);
    }

    [Fact]
    public async Task Lines_that_are_no_json_are_refused()
    {
        Lines(1, "[1,");
        ask.Ended(InLog(lastSeq: 1));
        Assert.Equal(PanelError.Unavailable, (await Assert.ThrowsAsync<PanelException>(() => ask.Answer)).Error);
    }

    [Fact]
    public async Task A_flood_of_empty_lines_is_bounded_like_any_other()
    {
        const int Batch = 1000;
        Lines(1, "[");
        for (var seq = 2; seq < 80 * Batch; seq += Batch)
            Lines(seq, Enumerable.Repeat("", Batch).ToArray());
        Lines(ask.Acked + 1, "]");
        ask.Ended(InLog(ask.Acked));
        Assert.Contains("too large", (await Assert.ThrowsAsync<PanelException>(() => ask.Answer)).Message, StringComparison.Ordinal);
    }

    private void Lines(long seq, params string[] texts) =>
        ask.Lines(new LogBatch { JobId = "ask_1", Seq = seq, Lines = [.. texts.Select(text => new LogLine { Stream = LogLine.Stdout, Text = text })] });

    private static JobDone InLog(long lastSeq) => new()
    {
        JobId = "ask_1", ExitCode = 0, DurationMs = 1, LastSeq = lastSeq, Outcome = JobOutcome.Exited,
        Result = JsonDocument.Parse("""{"in_log":true}""").RootElement,
    };
}
