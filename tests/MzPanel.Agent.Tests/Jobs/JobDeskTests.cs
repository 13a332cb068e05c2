using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Config;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Tests.Journal;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Jobs;

public sealed class JobDeskTests : IDisposable
{
    private readonly SkewableTime time = new();
    private readonly Signer signer = new();
    private readonly FakeWorkers workers = new();
    private readonly PluggedFile file = new([], new Plug(-1, 0));
    private readonly DeskRig rig;

    public JobDeskTests()
    {
        rig = new DeskRig(file, workers, signer, time);
        rig.Welcome();
    }

    public void Dispose() => signer.Dispose();

    [Fact]
    public void A_good_command_is_acknowledged_and_started()
    {
        rig.Offer("c1");
        Assert.True(rig.Out.Last<CmdAck>().Accepted);
        Assert.Equal(1, workers.Starts["c1"]);
    }

    [Fact]
    public void A_known_id_is_answered_with_the_recorded_state_and_starts_nothing()
    {
        rig.Offer("c1");
        rig.Offer("c1");
        Assert.Equal([true, true], rig.Out.All<CmdAck>().Select(a => a.Accepted));
        End("c1");
        rig.Offer("c1");
        Assert.Equal(1, workers.Starts["c1"]);
        var reports = rig.Out.Sent.Where(s => s.Payload is JobDone).ToList();
        Assert.Equal(2, reports.Count);
        Assert.Equal(reports[0].Id, reports[1].Id);
    }

    [Fact]
    public void A_signature_of_a_stranger_is_refused_and_does_not_spoil_the_id()
    {
        using var stranger = new Signer();
        rig.Desk.Offer("c1", stranger.Sign("c1", "system.info", "{}", Later()));
        Assert.Equal(Nack.BadSignature, rig.Out.Last<CmdAck>().Code);
        rig.Offer("c1");
        Assert.True(rig.Out.Last<CmdAck>().Accepted);
    }

    [Fact]
    public void A_command_of_another_server_or_another_id_or_with_changed_members_is_refused()
    {
        Cmd[] bad =
        [
            signer.Sign("c1", "system.info", "{}", Later(), server: "srv_2"),
            signer.Sign("c9", "system.info", "{}", Later()),
            rig.Command("c1") with { Kind = "package.list" },
            rig.Command("c1") with { TimeoutS = 61 },
            rig.Command("c1") with { JobId = "job_other" },
            rig.Command("c1") with { Attempt = 2 },
            rig.Command("c1") with { Args = rig.Command("x", args: """{"a":1}""").Args },
            rig.Command("c1") with { Jws = "a.b.c" },
        ];
        foreach (var cmd in bad)
        {
            rig.Desk.Offer("c1", cmd);
            Assert.Equal(Nack.BadSignature, rig.Out.Last<CmdAck>().Code);
        }
        Assert.Empty(workers.Starts);
    }

    [Fact]
    public void Expiry_goes_by_the_control_planes_clock_and_not_by_the_servers()
    {
        var cmd = signer.Sign("c1", "system.info", "{}", Later());
        time.Skew = TimeSpan.FromDays(2);
        rig.Desk.Offer("c1", cmd);
        Assert.True(rig.Out.Last<CmdAck>().Accepted);
        time.Skew = TimeSpan.Zero;
        var soon = signer.Sign("c2", "system.info", "{}", Later());
        time.Advance(TimeSpan.FromHours(1));
        time.Skew = TimeSpan.FromDays(-2);
        rig.Desk.Offer("c2", soon);
        Assert.Equal(Nack.Expired, rig.Out.Last<CmdAck>().Code);
    }

    [Theory]
    [InlineData(-1, Nack.Expired)]
    [InlineData(60, null)]
    public void A_signed_program_past_its_time_is_refused_by_the_control_planes_clock(int leftS, string? code)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var manifest = signer.Update(new() { Version = "9.1.0", Iat = now - 600, Exp = now + leftS, Programs = [] });
        var args = $$"""{"url":"https://x","version":"9.1.0","manifest":"{{manifest}}"}""";
        rig.Desk.Offer("c1", signer.Sign("c1", "agent.update", args, Later()));
        Assert.Equal(code, rig.Out.Last<CmdAck>().Code);
    }

    [Theory]
    [InlineData("site.nothing", "{}", Nack.UnknownKind)]
    [InlineData("service.status", "{}", Nack.BadArgs)]
    [InlineData("service.status", """{"name":"x","more":1}""", Nack.BadArgs)]
    public void What_cannot_run_is_refused_with_its_code(string kind, string args, string code)
    {
        rig.Offer("c1", kind, args);
        Assert.Equal(code, rig.Out.Last<CmdAck>().Code);
        Assert.Empty(workers.Starts);
    }

    [Fact]
    public void The_local_policy_refuses_a_shell_and_a_refusal_stays_one()
    {
        var strict = new DeskRig(file, workers, signer, time, LocalPolicy.Strict);
        strict.Welcome();
        strict.Offer("c1", "shell.run", """{"command":"true"}""");
        Assert.Equal(Nack.PolicyDenied, strict.Out.Last<CmdAck>().Code);
        // The policy has been changed since; the first answer may already have been taken for final.
        var lax = new DeskRig(new PluggedFile(file.Disk, new Plug(-1, 0)), workers, signer, time);
        lax.Welcome();
        lax.Offer("c1", "shell.run", """{"command":"true"}""");
        Assert.Equal(Nack.PolicyDenied, lax.Out.Last<CmdAck>().Code);
        Assert.Empty(workers.Starts);
    }

    [Fact]
    public void More_commands_than_the_hard_cap_are_busy()
    {
        for (var i = 0; i <= JobDesk.MostRunning; i++)
            rig.Offer($"c{i}");
        Assert.Equal(Nack.Busy, rig.Out.Last<CmdAck>().Code);
        Assert.Equal(JobDesk.MostRunning, workers.Starts.Count);
    }

    [Fact]
    public void A_full_disk_is_busy_and_nothing_runs()
    {
        workers.DiskFull = true;
        rig.Offer("c1");
        Assert.Equal(Nack.Busy, rig.Out.Last<CmdAck>().Code);
        workers.DiskFull = false;
        Assert.Empty(workers.Starts);
    }

    [Fact]
    public void A_result_is_sent_again_after_2_4_8_and_at_most_30_seconds_until_its_ack()
    {
        rig.Offer("c1");
        End("c1");
        int[] waits = [2, 4, 8, 16, 30, 30];
        for (var i = 0; i < waits.Length; i++)
        {
            time.Advance(TimeSpan.FromSeconds(waits[i]) - TimeSpan.FromMilliseconds(1));
            rig.Desk.Reconcile();
            Assert.Equal(i + 1, rig.Out.All<JobDone>().Count());
            time.Advance(TimeSpan.FromMilliseconds(1));
            rig.Desk.Reconcile();
            Assert.Equal(i + 2, rig.Out.All<JobDone>().Count());
        }
        rig.Book.Ack(Assert.Single(rig.Out.Sent.Where(s => s.Payload is JobDone).Select(s => s.Id).Distinct()));
        time.Advance(TimeSpan.FromMinutes(5));
        rig.Desk.Reconcile();
        Assert.Equal(waits.Length + 1, rig.Out.All<JobDone>().Count());
    }

    [Fact]
    public void A_result_is_sent_again_on_each_new_connection_and_after_a_restart_under_the_same_id()
    {
        rig.Offer("c1");
        End("c1");
        var id = rig.Out.Sent.Single(s => s.Payload is JobDone).Id;
        rig.Welcome(2);
        Assert.Equal(id, rig.Out.Sent.Single(s => s.Payload is JobDone).Id);
        var again = Restarted();
        again.Welcome(3);
        Assert.Equal(id, again.Out.Sent.Single(s => s.Payload is JobDone).Id);
    }

    [Fact]
    public void Cancel_of_an_id_that_never_came_is_answered_cancelled_and_the_command_never_runs()
    {
        rig.Desk.Cancel("c1", 10);
        Assert.Equal(JobOutcome.Cancelled, rig.Out.Last<JobDone>().Outcome);
        var again = Restarted();
        again.Welcome(2);
        again.Offer("c1");
        Assert.Equal(JobOutcome.Cancelled, again.Out.Last<JobDone>().Outcome);
        Assert.Empty(workers.Starts);
    }

    [Fact]
    public void Cancel_of_a_running_command_stops_its_worker_once_and_the_outcome_decides()
    {
        rig.Offer("c1");
        rig.Desk.Cancel("c1", 3);
        rig.Desk.Cancel("c1", 3);
        Assert.Equal(("c1", 3), Assert.Single(workers.Stops));
        End("c1");
        Assert.Equal(JobOutcome.Exited, rig.Out.Last<JobDone>().Outcome);
    }

    [Fact]
    public void A_worker_that_hangs_after_a_cancel_is_killed_and_reported_cancelled()
    {
        rig.Offer("c1");
        rig.Desk.Cancel("c1", 3);
        time.Advance(TimeSpan.FromSeconds(30));
        rig.Desk.Reconcile();
        Assert.Contains("c1", workers.Kills);
        Assert.Equal(JobOutcome.Cancelled, rig.Out.Last<JobDone>().Outcome);
    }

    [Fact]
    public void A_worker_that_vanishes_is_reported_interrupted_with_its_error_and_its_last_line()
    {
        rig.Offer("c1");
        workers.Lines["c1"] = 12;
        workers.Die("c1");
        rig.Desk.Reconcile();
        var report = rig.Out.Last<JobDone>();
        Assert.Equal((JobOutcome.Interrupted, "interrupted", 12), (report.Outcome, report.Error!.Code, report.LastSeq));
    }

    [Fact]
    public void A_command_that_still_runs_after_a_restart_is_adopted_and_its_end_reported()
    {
        rig.Offer("c1");
        var again = Restarted();
        again.Welcome(2, new Resume { Ref = "c1", AckedSeq = 0, Verdict = Resume.Continue });
        Assert.Empty(again.Out.All<JobDone>());
        Assert.Equal(HelloJob.Running, Assert.Single(again.Book.Told()).State);
        workers.Exit("c1", new JobExit(7, JobOutcome.Exited, 1, 0));
        again.Desk.Reconcile();
        Assert.Equal(7, again.Out.Last<JobDone>().ExitCode);
        Assert.Equal(1, workers.Starts["c1"]);
    }

    [Fact]
    public void A_command_that_was_taken_but_not_started_before_the_kill_is_started_after_it()
    {
        var never = new FakeWorkers { BeforeStart = () => throw new PowerCutException() };
        var disk = new PluggedFile([], new Plug(-1, 0));
        var before = new DeskRig(disk, never, signer, time);
        before.Welcome();
        before.Journal.Append(new MzPanel.Agent.Journal.CommandAccepted("c1", "job_c1", "system.info", 60));
        var after = new DeskRig(new PluggedFile(disk.Disk, new Plug(-1, 0)), workers, signer, time);
        after.Desk.Adopt();
        Assert.Equal(1, workers.Starts["c1"]);
    }

    [Fact]
    public void The_verdict_stop_cancels_and_forget_drops()
    {
        rig.Offer("c1");
        rig.Offer("c2");
        rig.Welcome(2, new Resume { Ref = "c1", AckedSeq = 0, Verdict = Resume.Stop }, new Resume { Ref = "c2", AckedSeq = 0, Verdict = Resume.Forget });
        Assert.Equal("c1", Assert.Single(workers.Stops).Ref);
        Assert.Equal("c1", Assert.Single(rig.Book.Told()).Ref);
        Assert.DoesNotContain("c2", workers.Prepared);
        Assert.DoesNotContain(rig.Out.Sent, s => s is { Ref: "c2", Payload: JobDone });
    }

    [Fact]
    public void A_command_stays_in_hello_until_both_its_result_and_its_lines_are_acknowledged()
    {
        rig.Offer("c1");
        workers.Exit("c1", new JobExit(0, JobOutcome.Exited, 1, LastSeq: 3));
        rig.Desk.Reconcile();
        rig.Book.Ack(rig.Out.Sent.Single(s => s.Payload is JobDone).Id);
        Assert.Equal((HelloJob.Done, 3), Told());
        rig.Book.LogSettled("c1");
        Assert.Empty(rig.Book.Told());
        Assert.DoesNotContain("c1", workers.Prepared);
    }

    [Fact]
    public void Events_are_kept_until_their_ack_and_keep_their_id_over_a_restart()
    {
        rig.Reports.Detach();
        rig.Events.Publish(new AgentEvent { Name = "disk.full", Severity = "warning", Message = "m", At = 1 });
        var again = Restarted();
        again.Welcome(2);
        var sent = again.Out.Sent.Single(s => s.Payload is AgentEvent);
        time.Advance(TimeSpan.FromSeconds(2));
        again.Desk.Reconcile();
        Assert.Equal([sent.Id, sent.Id], again.Out.Sent.Where(s => s.Payload is AgentEvent).Select(s => s.Id));
        again.Book.Ack(sent.Id);
        again.Welcome(3);
        Assert.Empty(again.Out.All<AgentEvent>());
    }

    [Fact]
    public void Directories_that_no_command_owns_are_cleared_away()
    {
        workers.Prepared.Add("left-over");
        Restarted();
        Assert.Empty(workers.Prepared);
    }

    private (string, long) Told() => rig.Book.Told() is [var one] ? (one.State, one.LastSeq) : default;

    private DeskRig Restarted()
    {
        var again = new DeskRig(new PluggedFile(file.Disk, new Plug(-1, 0)), workers, signer, time);
        again.Desk.Adopt();
        return again;
    }

    private void End(string id)
    {
        workers.Exit(id, new JobExit(0, JobOutcome.Exited, 5, 0));
        rig.Desk.Reconcile();
    }

    private long Later() => time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();

    /// <summary>A VPS whose owner sets the wall clock.</summary>
    private sealed class SkewableTime : FakeTimeProvider
    {
        public TimeSpan Skew { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skew;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
