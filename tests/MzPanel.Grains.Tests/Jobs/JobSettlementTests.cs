using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>
/// What one <c>hello</c> decides about one job (delivery.md, "States of a job", "Sending, again" 5, "The fence"): every
/// combination, compared with a table whose first fitting row counts.
/// </summary>
public sealed class JobSettlementTests
{
    // State: "ended" has its whole log, "ended-" has not. Hello: "absent" has no list of jobs, "lacks" has one without this job.
    // A star fits anything. Next: "same" = no transition, "freed" = lost without its hold. Again: the same envelope is sent.
    private const string Table = """
        state     | hello   | journal | re-imaged | cancel | late | next      | verdict  | again
        queued    | absent  | *       | *         | *      | *    | same      | .        | no
        queued    | lacks   | *       | *         | *      | *    | same      | .        | no
        waiting   | absent  | *       | *         | *      | *    | same      | .        | no
        waiting   | lacks   | *       | *         | *      | *    | same      | .        | no
        waiting   | running | *       | no        | *      | *    | running   | continue | no
        waiting   | running | *       | yes       | *      | *    | same      | stop     | no
        waiting   | done    | *       | no        | *      | *    | running   | continue | no
        waiting   | done    | *       | yes       | *      | *    | same      | continue | no

        offered   | lacks   | *       | yes       | *      | *    | lost      | .        | no
        offered   | absent  | *       | yes       | *      | *    | lost      | .        | no
        offered   | lacks   | yes     | no        | yes    | *    | cancelled | .        | no
        offered   | lacks   | yes     | no        | no     | yes  | expired   | .        | no
        offered   | lacks   | yes     | no        | no     | no   | same      | .        | yes
        offered   | absent  | yes     | no        | yes    | *    | same      | stop     | no
        offered   | absent  | yes     | no        | no     | *    | same      | .        | yes
        offered   | lacks   | no      | no        | yes    | *    | unknown   | stop     | no
        offered   | lacks   | no      | no        | no     | *    | unknown   | .        | no
        offered   | absent  | no      | no        | yes    | *    | unknown   | stop     | no
        offered   | absent  | no      | no        | no     | *    | unknown   | .        | no
        offered   | running | *       | *         | yes    | *    | running   | stop     | no
        offered   | running | *       | *         | no     | *    | running   | continue | no
        offered   | done    | *       | *         | *      | *    | running   | continue | no

        running   | lacks   | *       | *         | *      | *    | lost      | .        | no
        running   | absent  | *       | yes       | *      | *    | lost      | .        | no
        running   | absent  | *       | no        | yes    | *    | same      | stop     | no
        running   | absent  | *       | no        | no     | *    | same      | .        | no
        running   | running | *       | *         | yes    | *    | running   | stop     | no
        running   | running | *       | *         | no     | *    | running   | continue | no
        running   | done    | *       | *         | *      | *    | running   | continue | no

        unknown   | lacks   | *       | *         | *      | *    | lost      | .        | no
        unknown   | absent  | *       | yes       | *      | *    | lost      | .        | no
        unknown   | absent  | *       | no        | yes    | *    | same      | stop     | no
        unknown   | absent  | *       | no        | no     | *    | same      | .        | no
        unknown   | running | *       | *         | yes    | *    | running   | stop     | no
        unknown   | running | *       | *         | no     | *    | running   | continue | no
        unknown   | done    | *       | *         | *      | *    | running   | continue | no

        lost      | absent  | *       | *         | *      | *    | same      | .        | no
        lost      | lacks   | *       | *         | *      | *    | same      | .        | no
        lost      | running | *       | yes       | *      | *    | same      | stop     | no
        lost      | running | *       | no        | yes    | *    | running   | stop     | no
        lost      | running | *       | no        | no     | *    | running   | continue | no
        lost      | done    | *       | *         | *      | *    | same      | continue | no

        abandoned | absent  | *       | *         | *      | *    | freed     | .        | no
        abandoned | lacks   | *       | *         | *      | *    | freed     | .        | no
        abandoned | running | *       | yes       | *      | *    | same      | stop     | no
        abandoned | running | *       | no        | *      | *    | running   | stop     | no
        abandoned | done    | *       | *         | *      | *    | freed     | continue | no

        ended     | absent  | *       | *         | *      | *    | same      | .        | no
        ended     | lacks   | *       | *         | *      | *    | same      | .        | no
        ended     | running | *       | *         | *      | *    | same      | stop     | no
        ended     | done    | *       | *         | *      | *    | same      | forget   | no
        ended-    | absent  | *       | *         | *      | *    | same      | .        | no
        ended-    | lacks   | *       | *         | *      | *    | same      | .        | no
        ended-    | running | *       | *         | *      | *    | same      | stop     | no
        ended-    | done    | *       | *         | *      | *    | same      | continue | no
        """;

    private static readonly string[][] Rows =
        [.. Table.Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l.Split('|', StringSplitOptions.TrimEntries))];

    public static TheoryData<string, string, bool, bool, bool, bool> Everything()
    {
        var all = new TheoryData<string, string, bool, bool, bool, bool>();
        bool[] either = [false, true];
        foreach (var state in Rows.Select(r => r[0]).Distinct())
            foreach (var hello in new[] { "absent", "lacks", "running", "done" })
                foreach (var journal in either)
                    foreach (var reimaged in either)
                        foreach (var cancel in either)
                            foreach (var late in either)
                                if (Exists(state, hello, cancel))
                                    all.Add(state, hello, journal, reimaged, cancel, late);
        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void One_hello_decides(string state, string hello, bool journal, bool reimaged, bool cancel, bool late)
    {
        var expected = RowOf(state, hello, journal, reimaged, cancel, late);
        var job = Job(state, cancel, late);

        var settled = JobSettlement.Judge(job, Facts(hello, journal, reimaged), Given.Now);

        Assert.Equal(expected[6], Next(job, settled.Next));
        Assert.Equal(expected[7], settled.Verdict ?? ".");
        Assert.Equal(expected[8] == "yes", settled.Resend);
        NeverBreaksAPromise(settled.Next ?? job, settled, hello, reimaged);
    }

    [Fact]
    public void The_table_has_no_row_that_never_counts()
    {
        var used = Everything().Select(e => RowOf(e.Data.Item1, e.Data.Item2, e.Data.Item3, e.Data.Item4, e.Data.Item5, e.Data.Item6));

        Assert.Empty(Rows.Except(used));
    }

    [Theory]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    [InlineData(JobStatus.Lost)]
    [InlineData(Given.Waiting)]
    public void What_a_hello_finds_alive_goes_on_under_its_epoch(string state)
    {
        var next = JobSettlement.Judge(Given.Job(state), Facts("running", journal: true, reimaged: false), Given.Now).Next!;

        Assert.Equal((JobStatus.Running, Given.NewEpoch, Given.Command, 1), (next.Status, next.Epoch, next.CommandId, next.Attempt));
    }

    [Fact]
    public void A_command_sent_again_goes_on_under_the_epoch_of_the_hello()
    {
        var next = JobSettlement.Judge(Given.Job(JobStatus.Offered), Facts("lacks", journal: true, reimaged: false), Given.Now).Next!;

        Assert.Equal(Given.Job(JobStatus.Offered) with { Epoch = Given.NewEpoch }, next);
    }

    [Fact]
    public void The_same_hello_again_changes_nothing_more()
    {
        var facts = Facts("running", journal: true, reimaged: false);
        var settled = JobSettlement.Judge(Given.Job(JobStatus.Unknown), facts, Given.Now).Next!;

        Assert.Null(JobSettlement.Judge(settled, facts, Given.Now + 1).Next);
    }

    [Theory]
    [MemberData(nameof(OlderAttempts))]
    public void A_command_of_an_older_attempt_is_stopped_or_heard_out_and_moves_nothing(string state, bool running, bool reimaged)
    {
        var job = Given.Job(state) with { Attempt = 2 };
        var facts = Facts(running ? "running" : "done", journal: true, reimaged) with { CommandId = "cmd-0" };

        Assert.Equal(new Settlement(null, running ? Resume.Stop : Resume.Continue), JobSettlement.Judge(job, facts, Given.Now));
    }

    public static TheoryData<string, bool, bool> OlderAttempts()
    {
        var all = new TheoryData<string, bool, bool>();
        foreach (var state in Given.Everything)
            foreach (var running in new[] { false, true })
                foreach (var reimaged in new[] { false, true })
                    all.Add(state, running, reimaged);
        return all;
    }

    [Theory]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    public void A_re_imaged_server_is_sent_nothing_again_by_itself(string state)
    {
        var lost = JobSettlement.Judge(Given.Job(state) with { AutoRetry = true }, Facts("lacks", journal: true, reimaged: true), Given.Now).Next!;

        Assert.Null(JobLifecycle.TriedAgain(lost, Given.Now));
    }

    [Fact]
    public void A_command_the_same_journal_lacks_is_tried_again_where_asked_for()
    {
        var lost = JobSettlement.Judge(Given.Job(JobStatus.Running) with { AutoRetry = true }, Facts("lacks", journal: true, reimaged: false), Given.Now).Next!;

        Assert.NotNull(JobLifecycle.TriedAgain(lost, Given.Now));
    }

    /// <summary>What may never happen, whatever the table says.</summary>
    private static void NeverBreaksAPromise(JobRow after, Settlement settled, string hello, bool reimaged)
    {
        if (hello is "running" or "done" && settled.Next is { } next && JobStatus.IsTerminal(next.Status))
            Assert.True(next.AbandonedUntil is null && next.Status == JobStatus.Lost && hello == "done", "a listed command became terminal (I9)");
        if (settled.Verdict == Resume.Forget)
            Assert.True(JobStatus.IsTerminal(after.Status) && after.Status != JobStatus.Lost, $"forget was said of a command that is {after.Status}");
        if (settled.Resend)
            Assert.True(after.Status == JobStatus.Offered && !reimaged, "sent again what may have run");
    }

    /// <summary>A job that was never offered has no command to list; waiting ones are not cancelled (they end), abandoned ones are.</summary>
    private static bool Exists(string state, string hello, bool cancel) => state switch
    {
        JobStatus.Queued => !cancel && hello is "absent" or "lacks",
        Given.Waiting => !cancel,
        Given.Abandoned => cancel,
        _ => true,
    };

    private static JobRow Job(string state, bool cancel, bool late)
    {
        var job = state switch
        {
            "ended" => Given.Job(JobStatus.Succeeded),
            "ended-" => Given.Job(JobStatus.Succeeded) with { LastSeq = 9 },
            _ => Given.Job(state),
        };
        return job with { CancelRequestedAt = cancel ? Given.Started : null, QueueDeadline = late ? Given.Now : Given.Now + 1 };
    }

    private static HelloFacts Facts(string hello, bool journal, bool reimaged) => new()
    {
        Epoch = Given.NewEpoch,
        CommandId = hello is "running" or "done" ? Given.Command : null,
        Running = hello == "running",
        LastSeq = 7,
        JournalChanged = reimaged,
        Journal = journal,
        LogAck = true,
        Lists = hello != "absent",
    };

    private static string[] RowOf(string state, string hello, bool journal, bool reimaged, bool cancel, bool late)
    {
        string[] facts = [state, hello, Word(journal), Word(reimaged), Word(cancel), Word(late)];
        return Rows.FirstOrDefault(r => facts.Zip(r).All(p => p.Second == "*" || p.First == p.Second))
            ?? throw new InvalidOperationException("No row for " + string.Join(" ", facts));
    }

    private static string Word(bool yes) => yes ? "yes" : "no";

    private static string Next(JobRow before, JobRow? after) => after switch
    {
        null => "same",
        { Status: JobStatus.Lost } when before.AbandonedUntil is not null && after.AbandonedUntil is null => "freed",
        _ when after == before with { Epoch = Given.NewEpoch } && after.Status == JobStatus.Offered => "same",
        _ => after.Status,
    };
}
