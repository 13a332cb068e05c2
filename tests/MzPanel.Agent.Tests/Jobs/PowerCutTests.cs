using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Tests.Journal;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Jobs;

/// <summary>I2: starts(job, attempt) ≤ 1, whichever write of the journal the agent is killed at.</summary>
public class PowerCutTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Killed_at_each_write_a_command_starts_once_at_most_and_is_reported_once_it_was_taken(double survives)
    {
        var cuts = 0;
        for (var at = 0; at < 100; at++)
        {
            var story = new Story(new Plug(at, survives));
            story.Play();
            Assert.InRange(story.Starts, 0, 1);
            Assert.True(story.Report is not null, $"no report after a cut at write {at}");
            Assert.Contains(story.Report!.Outcome, new[] { JobOutcome.Exited, JobOutcome.Interrupted });
            Assert.Equal(story.Starts == 1 && story.Finished ? JobOutcome.Exited : JobOutcome.Interrupted, story.Report.Outcome);
            Assert.Single(story.ReportIds);
            if (!story.WasCut)
                break;
            cuts++;
        }
        Assert.InRange(cuts, 8, 99);
    }

    [Fact]
    public void Killed_between_the_start_mark_and_the_start_the_command_is_reported_interrupted_and_never_runs()
    {
        var time = new FakeTimeProvider();
        using var signer = new Signer();
        var workers = new FakeWorkers { BeforeStart = () => throw new PowerCutException() };
        var file = new PluggedFile([], new Plug(-1, 0));
        var rig = new DeskRig(file, workers, signer, time);
        rig.Welcome();
        Assert.Throws<PowerCutException>(() => rig.Offer("c1"));
        workers.BeforeStart = () => { };
        var again = new DeskRig(new PluggedFile(file.Disk, new Plug(-1, 0)), workers, signer, time);
        again.Desk.Adopt();
        again.Welcome(2, new Resume { Ref = "c1", AckedSeq = 0, Verdict = Resume.Continue });
        Assert.Equal(JobOutcome.Interrupted, again.Out.Last<JobDone>().Outcome);
        Assert.Empty(workers.Starts);
    }

    /// <summary>One command from offer to ack, under a control plane that sends again, with an agent that restarts after a cut.</summary>
    private sealed class Story(Plug plug)
    {
        private readonly FakeTimeProvider time = new();
        private readonly FakeWorkers workers = new();
        private readonly HashSet<string> ids = [];
        private byte[] disk = [];
        private int epoch;

        public bool WasCut => plug.Pulled;

        public int Starts => workers.Starts.GetValueOrDefault("c1");

        public bool Finished { get; private set; }

        public JobDone? Report { get; private set; }

        public IReadOnlyCollection<string> ReportIds => ids;

        public void Play()
        {
            using var signer = new Signer();
            Life(signer, plug);
            Life(signer, new Plug(-1, 0));
        }

        private void Life(Signer signer, Plug current)
        {
            var file = new PluggedFile(disk, current);
            DeskRig? rig = null;
            try
            {
                rig = new DeskRig(file, workers, signer, time);
                rig.Desk.Adopt();
                rig.Welcome(++epoch);
                rig.Offer("c1");
                rig.Offer("c1");
                Finish();
                rig.Desk.Reconcile();
                rig.Offer("c1");
                Hear(rig);
                foreach (var id in ids)
                    rig.Book.Ack(id);
                rig.Offer("c1");
            }
            catch (PowerCutException)
            {
                // The plug: the next life goes on with what the disk holds.
            }
            if (rig is not null)
                Hear(rig);
            disk = file.Disk;
        }

        private void Finish()
        {
            if (Starts == 0 || Finished)
                return;
            workers.Exit("c1", new JobExit(0, JobOutcome.Exited, 5, 0));
            Finished = true;
        }

        private void Hear(DeskRig rig)
        {
            foreach (var sent in rig.Out.Sent.Where(s => s.Payload is JobDone))
            {
                ids.Add(sent.Id);
                Report = (JobDone)sent.Payload;
            }
        }
    }
}
