using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Logs;

/// <summary>
/// The log of one command on its way into the records: while one commit runs, what comes meanwhile gathers for the next.
/// Lives in its <c>JobGrain</c>, on whose scheduler everything here runs.
/// </summary>
internal sealed class JobLog(string jobId, string commandId, long durable, LogRecords records)
{
    private const int CommitBytes = 256 * 1024;
    private LogIntake intake = new(durable);
    private Task? commit;

    public string CommandId => commandId;

    public long Durable => intake.Durable;

    /// <summary>Last line known of, durable or not.</summary>
    public long LastKnown => intake.LastKnown;

    /// <summary>Called with each run of lines after its commit.</summary>
    public Action<LogChunk>? Published { get; init; }

    /// <summary>
    /// Takes a piece in and returns when it is durable, or at once where it is not to be. <see langword="false"/>: the epoch is
    /// an old one.
    /// </summary>
    public async Task<(bool Current, Intake Fate)> AppendAsync(LogPiece piece, long epoch)
    {
        var fate = intake.Offer(piece);
        return (fate == Intake.Dropped || await CommitToAsync(Math.Min(piece.Seq + piece.Count - 1, intake.Next - 1), epoch), fate);
    }

    /// <summary>Fills holes up to a line (or the last one known) with gaps and commits; by the control plane itself.</summary>
    public Task<bool> FillAsync(long last)
    {
        intake.FillTo(last);
        return CommitToAsync(intake.Next - 1, epoch: 0);
    }

    /// <summary>Whether lines that came again are those that are stored; a gap is never compared.</summary>
    public async Task<bool> IsSameAsync(LogPiece piece)
    {
        var came = new LogChunk(piece.Seq, piece.Count, piece.Bytes);
        var stored = came.IsGap ? [] : await records.ReadAsync(commandId, piece.Seq - 1, piece.Count, 2 * CommitBytes);
        return stored.All(chunk => LogJoin.Agree(chunk, came));
    }

    private async Task<bool> CommitToAsync(long seq, long epoch)
    {
        while (intake.Durable < seq && intake.HasReady)
        {
            var turn = commit ??= CommitAsync(epoch);
            try
            {
                await turn;
            }
            catch (LogFenceException)
            {
                return false;
            }
            finally
            {
                if (ReferenceEquals(commit, turn))
                    commit = null;
            }
        }
        return true;
    }

    private async Task CommitAsync(long epoch)
    {
        var chunks = intake.Peek(CommitBytes);
        try
        {
            if (!await records.AppendAsync(jobId, commandId, epoch, intake.Durable, chunks))
                throw new LogFenceException();
        }
        catch
        {
            // Nothing of this is promised to anybody: forget it, the agent sends it again behind what is durable.
            intake = new LogIntake(intake.Durable);
            throw;
        }
        intake.Committed(chunks[^1].LastSeq);
        foreach (var chunk in chunks)
            Published?.Invoke(chunk);
    }
}

/// <summary>Another epoch, or another activation, was first.</summary>
internal sealed class LogFenceException : Exception;
