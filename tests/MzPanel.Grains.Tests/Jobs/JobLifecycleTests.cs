using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>
/// delivery.md, "States of a job", as one table: every state × every input. What the table does not name does not happen.
/// </summary>
public sealed class JobLifecycleTests
{
    // A dot: nothing changes. Ended: succeeded, failed, cancelled, timed_out, expired alike.
    private const string Table = """
        input                  | queued    | waiting   | offered   | running   | unknown   | lost      | abandoned | ended
        offer                  | offered   | offered   | .         | .         | .         | .         | .         | .
        offer after queue_ttl  | .         | .         | .         | .         | .         | .         | .         | .
        cmd_ack or first line  | .         | .         | running   | .         | running   | .         | .         | .
        nack busy              | .         | .         | queued    | .         | queued    | .         | .         | .
        nack bad_signature     | .         | .         | failed    | .         | failed    | .         | .         | .
        nack policy_denied     | .         | .         | failed    | .         | failed    | .         | .         | .
        nack unknown_kind      | .         | .         | failed    | .         | failed    | .         | .         | .
        nack bad_args          | .         | .         | failed    | .         | failed    | .         | .         | .
        nack from_the_future   | .         | .         | failed    | .         | failed    | .         | .         | .
        nack expired           | .         | .         | expired   | .         | expired   | .         | .         | .
        done exited 0          | .         | succeeded | succeeded | succeeded | succeeded | succeeded | succeeded | .
        done exited 1          | .         | failed    | failed    | failed    | failed    | failed    | failed    | .
        done timed_out         | .         | timed_out | timed_out | timed_out | timed_out | timed_out | timed_out | .
        done cancelled         | .         | cancelled | cancelled | cancelled | cancelled | cancelled | cancelled | .
        done interrupted       | .         | failed    | failed    | failed    | failed    | failed    | failed    | .
        cancel                 | cancelled | cancelled | offered   | running   | unknown   | .         | .         | .
        abandon                | .         | .         | lost      | lost      | lost      | .         | .         | .
        hold over              | .         | .         | .         | .         | .         | .         | lost      | .
        server offline         | .         | .         | .         | unknown   | .         | .         | .         | .
        offered, no journal    | .         | .         | unknown   | .         | .         | .         | .         | .
        hello lacks it         | .         | .         | lost      | lost      | lost      | .         | .         | .
        further attempt        | .         | .         | .         | .         | .         | queued    | .         | .
        queue_ttl over         | expired   | expired   | .         | .         | .         | .         | .         | .
        queue_ttl not over     | .         | .         | .         | .         | .         | .         | .         | .
        hello lists it running | .         | running   | .         | .         | .         | running   | running   | .
        """;

    private static readonly Dictionary<string, Func<JobRow, long, JobRow?>> Inputs = new()
    {
        ["offer"] = (j, now) => Offered(j with { QueueDeadline = now + 1, NotBefore = now }, now),
        ["offer after queue_ttl"] = (j, now) => Offered(j with { QueueDeadline = now }, now),
        ["cmd_ack or first line"] = (j, now) => JobLifecycle.Started(j, now),
        ["nack busy"] = (j, now) => Nacked(j, now, Nack.Busy),
        ["nack bad_signature"] = (j, now) => Nacked(j, now, Nack.BadSignature),
        ["nack policy_denied"] = (j, now) => Nacked(j, now, Nack.PolicyDenied),
        ["nack unknown_kind"] = (j, now) => Nacked(j, now, Nack.UnknownKind),
        ["nack bad_args"] = (j, now) => Nacked(j, now, Nack.BadArgs),
        ["nack from_the_future"] = (j, now) => Nacked(j, now, "from_the_future"),
        ["nack expired"] = (j, now) => Nacked(j, now, Nack.Expired),
        ["done exited 0"] = (j, now) => JobLifecycle.Ended(j, Given.End(), now),
        ["done exited 1"] = (j, now) => JobLifecycle.Ended(j, Given.End(exitCode: 1), now),
        ["done timed_out"] = (j, now) => JobLifecycle.Ended(j, Given.End(JobOutcome.TimedOut, 143), now),
        ["done cancelled"] = (j, now) => JobLifecycle.Ended(j, Given.End(JobOutcome.Cancelled, 143), now),
        ["done interrupted"] = (j, now) => JobLifecycle.Ended(j, Given.End(JobOutcome.Interrupted, 0), now),
        ["cancel"] = (j, now) => JobLifecycle.CancelRequested(j, now),
        ["abandon"] = (j, now) => JobLifecycle.Abandoned(j, now),
        ["hold over"] = (j, _) => JobLifecycle.Freed(j),
        ["server offline"] = (j, now) => JobLifecycle.Silent(j, now),
        ["offered, no journal"] = (j, now) => JobLifecycle.Doubtful(j, now),
        ["hello lacks it"] = (j, now) => JobLifecycle.Lost(j, now),
        ["further attempt"] = (j, now) => JobLifecycle.TriedAgain(j with { AutoRetry = true }, now),
        ["queue_ttl over"] = (j, now) => JobLifecycle.Expired(j with { QueueDeadline = now }, now),
        ["queue_ttl not over"] = (j, now) => JobLifecycle.Expired(j with { QueueDeadline = now + 1 }, now),
        ["hello lists it running"] = (j, now) => JobLifecycle.Revived(j, Given.NewEpoch, now),
    };

    public static TheoryData<string, string, string> Cells()
    {
        var rows = Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        var cells = new TheoryData<string, string, string>();
        foreach (var row in rows.Skip(1))
            foreach (var state in Given.Everything)
                cells.Add(row[0], state, row[Array.IndexOf(rows[0], Given.Ended.Contains(state) ? "ended" : state)]);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_input_moves_each_state_as_delivery_says(string input, string state, string expected)
    {
        var job = Given.Job(state);

        var next = Inputs[input](job, Given.Now);

        Assert.Equal(expected, next?.Status ?? ".");
        if (next is not null)
            IsConsistent(job, next, Given.Now);
    }

    [Fact]
    public void The_table_names_every_input_once() =>
        Assert.Equal(Inputs.Keys.Order(), Cells().Select(c => c.Data.Item1).Distinct().Order());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20251)]
    public void No_order_of_inputs_breaks_the_rules_of_one_job(int seed)
    {
        var random = new Random(seed);
        var inputs = Inputs.OrderBy(i => i.Key, StringComparer.Ordinal).ToList();
        for (var life = 0; life < 500; life++)
        {
            var job = Given.Job(JobStatus.Queued) with { AutoRetry = random.Next(2) == 0 };
            var now = Given.Created;
            for (var step = 0; step < 40; step++)
            {
                now += random.Next(1, 60_000);
                var (name, input) = inputs[random.Next(inputs.Count)];
                if (input(job, now) is not { } next)
                    continue;
                Assert.False(Given.Ended.Contains(job.Status), $"seed {seed}, life {life}: {name} moved a job that was {job.Status}");
                IsConsistent(job, next, now);
                job = next;
            }
        }
    }

    private static JobRow? Offered(JobRow job, long now) => JobLifecycle.Offer(job, $"cmd-{job.Attempt + 1}", Given.Terms, now);

    private static JobRow? Nacked(JobRow job, long now, string code) =>
        JobLifecycle.Refused(job, code, "no", now, TimeSpan.FromSeconds(5));

    /// <summary>What holds for every transition, whatever it is.</summary>
    private static void IsConsistent(JobRow before, JobRow after, long now)
    {
        Assert.NotEqual(before, after);
        Assert.Equal(JobStatus.IsTerminal(after.Status), after.FinishedAt is not null);
        Assert.Equal(before.Status == after.Status ? before.ChangedAt : now, after.ChangedAt);
        if (after.LaneSlot is not null)
            Assert.True(JobStatus.HoldsLane(after.Status) || after is { Status: JobStatus.Lost, AbandonedUntil: not null }, "kept its lane");
        if (after.AbandonedUntil is not null)
            Assert.Equal(JobStatus.Lost, after.Status);
        // Identity, order and what was asked for never change; the version is raised where it is written.
        Assert.Equal((before.Id, before.Place, before.Version, before.CreatedAt), (after.Id, after.Place, after.Version, after.CreatedAt));
        // One command per attempt, a new id for each, and only an offer makes an attempt (I2).
        Assert.Equal(before.Status == JobStatus.Queued && after.Status == JobStatus.Offered ? before.Attempt + 1 : before.Attempt, after.Attempt);
        if (after.Attempt == before.Attempt && after.CommandId is not null)
            Assert.Equal(before.CommandId, after.CommandId);
    }
}
