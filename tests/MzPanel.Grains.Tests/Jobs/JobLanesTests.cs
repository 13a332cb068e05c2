using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>
/// One server's jobs under seeded schedules of everything that can happen to them: first in first out per lane, never two
/// holders of a slot (I6), never two commands of an attempt (I2), and everything ends (I11).
/// </summary>
public sealed class JobLanesTests
{
    private const int Steps = 4000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(777)]
    [InlineData(20251)]
    public void Lanes_hold_under_any_schedule(int seed)
    {
        var server = new SomeServer(seed);
        for (var step = 0; step < Steps; step++)
            server.Step();
        server.RunDry();

        Assert.All(server.Jobs, job => Assert.True(JobStatus.IsTerminal(job.Status), $"seed {seed}: {job.Id} is still {job.Status}"));
        Assert.All(server.Commands.GroupBy(c => (c.JobId, c.Attempt)), attempt => Assert.Single(attempt));
    }

    /// <summary>Records, queue and agent of one server, without any wire between them.</summary>
    private sealed class SomeServer(int seed)
    {
        private readonly Random random = new(seed);
        private readonly Dictionary<string, JobRow> rows = [];
        private readonly JobQueue queue = new();
        private long now = Given.Created;

        public IEnumerable<JobRow> Jobs => rows.Values;

        public List<(string JobId, int Attempt)> Commands { get; } = [];

        public void Step()
        {
            now += random.Next(2000);
            switch (random.Next(10))
            {
                case < 3: Submit(); break;
                case < 6: StartNext(); break;
                case 6: queue.Reset(rows.Values.Where(j => !JobStatus.IsTerminal(j.Status) || j.AbandonedUntil is not null)); break;
                case 7: EndWhatIsDue(); break;
                default: Happen(); break;
            }
        }

        /// <summary>Faults stop: what is alive ends, what waits starts.</summary>
        public void RunDry()
        {
            while (rows.Values.Any(j => !JobStatus.IsTerminal(j.Status)))
            {
                now += 1000;
                EndWhatIsDue();
                foreach (var job in queue.Alive.ToList())
                    Save(job, JobLifecycle.Ended(job, Given.End(), now));
                while (StartNext()) { }
            }
        }

        private void Submit() => Save(null, Given.Job(JobStatus.Queued) with
        {
            Id = $"job_{rows.Count}", Place = rows.Count, Mutating = random.Next(2) == 0, AutoRetry = random.Next(3) == 0,
            CreatedAt = now, QueueDeadline = now + random.Next(1, 600_000), Version = 0,
        });

        private bool StartNext()
        {
            if (queue.Next(now) is not var (job, slot))
                return false;
            IsFirstInItsLane(job);
            IsFree(job, slot);
            Save(job, JobLifecycle.Offer(job, $"{job.Id}/{job.Attempt + 1}", new OfferTerms(1, slot), now)!);
            Commands.Add((job.Id, rows[job.Id].Attempt));
            return true;
        }

        private void EndWhatIsDue()
        {
            foreach (var job in queue.Due(now))
                Save(job, JobLifecycle.Expired(job, now) ?? JobLifecycle.Freed(job));
        }

        private void Happen()
        {
            if (rows.Count == 0)
                return;
            var job = rows[$"job_{random.Next(Math.Max(0, rows.Count - 12), rows.Count)}"];
            Save(job, random.Next(9) switch
            {
                0 => JobLifecycle.Started(job, now),
                1 => JobLifecycle.Refused(job, Nack.Busy, null, now, TimeSpan.FromSeconds(random.Next(5, 60))),
                2 => JobLifecycle.CancelRequested(job, now),
                3 => JobLifecycle.Abandoned(job, now),
                4 => JobLifecycle.Silent(job, now),
                5 => JobLifecycle.Lost(job, now),
                6 => JobLifecycle.TriedAgain(job, now),
                7 => JobLifecycle.Revived(job, 2, now),
                _ => JobLifecycle.Ended(job, Given.End(exitCode: random.Next(2)), now),
            });
        }

        private void Save(JobRow? before, JobRow? after)
        {
            if (after is null)
                return;
            rows[after.Id] = after with { Version = (before?.Version ?? 0) + 1 };
            queue.Put(rows[after.Id]);
        }

        private void IsFirstInItsLane(JobRow job)
        {
            var ahead = rows.Values.Where(j => j.Status == JobStatus.Queued && j.Mutating == job.Mutating && j.Place < job.Place);
            Assert.True(!ahead.Any(), $"seed {seed}: {job.Id} overtook {ahead.FirstOrDefault()?.Id}");
            Assert.True(job.QueueDeadline > now && job.NotBefore <= now, $"seed {seed}: {job.Id} started outside its time");
        }

        private void IsFree(JobRow job, int slot)
        {
            // What is asked of the picture is checked against the records: alive, or given up and still on hold.
            var holders = rows.Values.Where(j => j.Mutating == job.Mutating && (JobStatus.HoldsLane(j.Status) || j.AbandonedUntil is not null)).ToList();
            Assert.True(holders.Count < (job.Mutating ? 1 : 4), $"seed {seed}: {job.Id} joined {holders.Count} in its lane");
            Assert.True(holders.All(h => h.LaneSlot != slot), $"seed {seed}: slot {slot} has two holders");
            Assert.True(job.Mutating ? slot == 0 : slot is >= 1 and <= 4, $"seed {seed}: slot {slot} is of the other lane");
        }
    }
}
