using MzPanel.Data;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>The defects that the simulation has to find: one rule each, broken from outside.</summary>
internal static class Defects
{
    public static IReadOnlyDictionary<string, Defect> All { get; } = new Dictionary<string, Defect>
    {
        ["an agent without dedupe"] = new() { ForgetsCommands = true },
        ["a journal that is not synced"] = new() { NeverSyncsJournal = true },
        ["acknowledged before the commit"] = new() { AcksEarly = true },
        ["202 before the commit"] = new() { SaysYes = true },
        ["heartbeats nobody hears"] = new() { HearsNoHeartbeats = true },
        ["the epoch ignored in the records"] = new Rewritten(WithoutFence),
        ["a transition without its audit row"] = new Rewritten(s => s.Sql.StartsWith("INSERT INTO audit", StringComparison.Ordinal) && s.Sql.Contains("jobs", StringComparison.Ordinal) ? null : s),
        ["the version ignored"] = new Rewritten(s => Replace(s, "WHERE id = @id AND version = @version", "WHERE id = @id")),
        ["the turn in the queue ignored"] = new Rewritten(WithoutTurn, sql => sql.Replace("j.place,", "-j.place AS place,", StringComparison.Ordinal)),
        ["mutating jobs taken for read-only ones"] = new Rewritten(s => s, sql => sql.Replace("j.mutating,", "0 AS mutating,", StringComparison.Ordinal)),
        ["a changed journal ignored"] = new Rewritten(s => Replace(s, "previous_journal_id = server_sessions.journal_id", "previous_journal_id = excluded.journal_id")),
        ["the end of the log ignored"] = new Rewritten(s => Replace(s, " AND log_end = @expected", "")),
        ["no command sent again"] = new Answered(nameof(IJobGrain.OfferAgain), _ => Response.FromResult(new OfferReply(null))),
        ["a hello that settles nothing"] = new Answered(nameof(IJobGrain.Settle), _ => Response.FromResult(new SettleReply(Resume.Continue, 0))),
        ["a late result not taken"] = new LateResults(),
        ["a full queue ignored"] = new FullQueue(),
        ["lines counted anew"] = new CountedAnew(),
        ["frames believed to be of the job's own server"] = new Believing(),
    };

    private static Statement WithoutFence(Statement statement) => Without(statement, " AND EXISTS (SELECT 1 FROM server_sessions ");

    private static Statement WithoutTurn(Statement statement) => Without(statement, " AND NOT EXISTS (SELECT 1 FROM jobs e ");

    private static Statement Without(Statement statement, string condition)
    {
        var start = statement.Sql.IndexOf(condition, StringComparison.Ordinal);
        return start < 0 ? statement : statement with { Sql = statement.Sql.Remove(start, statement.Sql.IndexOf(')', start) + 1 - start) };
    }

    private static Statement Replace(Statement statement, string old, string now) =>
        statement with { Sql = statement.Sql.Replace(old, now, StringComparison.Ordinal) };
}
