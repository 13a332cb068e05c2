using MzPanel.Data;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>A defect that the simulation has to find: one rule, broken from outside.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Breaks">The invariant that has to notice.</param>
/// <param name="Defect">How it is made wrong.</param>
internal sealed record Planted(string Name, string Breaks, Defect Defect)
{
    public static IReadOnlyList<Planted> All { get; } =
    [
        new("a 202 before the commit", "I1", new Defect { SaysYes = true }),
        new("an agent without dedupe", "I2", new Defect { ForgetsCommands = true }),
        new("a journal that is not synced", "I2", new Defect { NeverSyncsJournal = true }),
        new("a late result not taken", "I3", new LateResults()),
        new("acknowledged before the commit", "I4", new Defect { AcksEarly = true }),
        new("lines counted anew", "I4", new CountedAnew()),
        new("the epoch ignored in the records", "I5", new Rewritten(WithoutFence)),
        new("the turn in the queue ignored", "I6", new Rewritten(WithoutTurn, Asked("j.place,", "-j.place AS place,"))),
        new("mutating jobs taken for read-only ones", "I6", new Rewritten(s => s, Asked("j.mutating,", "0 AS mutating,"))),
        new("a transition without its audit row", "I7", new Rewritten(WithoutAudit)),
        new("the version ignored", "I7", new Rewritten(s => Replace(s, "WHERE id = @id AND version = @version", "WHERE id = @id"))),
        new("frames taken for those of the job's own agent", "I8", new Believing()),
        new("heartbeats that nobody hears", "I9", new Defect { HearsNoHeartbeats = true }),
        new("any hello accepted, however old", "I9", new Rewritten(s => Replace(s, " WHERE server_sessions.epoch = @seen", ""))),
        new("a full queue ignored", "I10", new FullQueue()),
        new("no command sent again", "I11", new Answered(nameof(IJobGrain.OfferAgain), _ => Response.FromResult(new OfferReply(null)))),
        new("a hello that settles nothing", "I11", new Answered(nameof(IJobGrain.Settle), _ => Response.FromResult(new SettleReply(Resume.Continue, 0)))),
        new("a changed journal ignored", "I2", new Rewritten(s => s, Asked("previous_journal_id AS settled", "journal_id AS settled"))),
    ];

    private static Func<string, string> Asked(string old, string now) => sql => sql.Replace(old, now, StringComparison.Ordinal);

    private static Statement? WithoutAudit(Statement statement) => statement.Sql.StartsWith("INSERT INTO audit", StringComparison.Ordinal) ? null : statement;

    private static Statement WithoutFence(Statement statement) => Without(statement, " AND EXISTS (SELECT 1 FROM server_sessions ");

    private static Statement WithoutTurn(Statement statement) => Without(statement, " AND NOT EXISTS (SELECT 1 FROM jobs e ");

    private static Statement Without(Statement statement, string condition)
    {
        var start = statement.Sql.IndexOf(condition, StringComparison.Ordinal);
        return start < 0 ? statement : statement with { Sql = statement.Sql.Remove(start, End(statement.Sql, start) - start) };
    }

    // Behind the closing parenthesis of the condition.
    private static int End(string sql, int start)
    {
        var at = sql.IndexOf('(', start) + 1;
        for (var open = 1; open > 0; at++)
            open += sql[at] == '(' ? 1 : sql[at] == ')' ? -1 : 0;
        return at;
    }

    private static Statement Replace(Statement statement, string old, string now) =>
        statement with { Sql = statement.Sql.Replace(old, now, StringComparison.Ordinal) };
}
