using System.Text;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Journal;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Journal;

public class AgentJournalTests
{
    private static readonly CommandAccepted Accepted = new("c1", "job_1", "system.info", 60);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void What_was_appended_is_there_after_a_restart_under_the_same_journal_id()
    {
        using var sandbox = new Sandbox();
        string id;
        using (var journal = Open(sandbox))
        {
            id = journal.State.JournalId;
            journal.Append(Accepted);
            journal.Append(new CommandStarted("c1"));
            journal.Append(new CommandDone("c1", "m1", Done()));
            journal.Append(new Welcomed(7));
        }
        using var again = Open(sandbox);
        Assert.Equal(id, again.State.JournalId);
        Assert.Equal(7, again.State.LastEpoch);
        Assert.Equal("c1", again.State.FindByDone("m1")!.Ref);
        Assert.True(again.State.Find("c1") is { Started: true, OwesReport: true, Open: true });
    }

    [Fact]
    public void A_second_agent_on_the_same_directory_is_refused()
    {
        using var sandbox = new Sandbox();
        using var journal = Open(sandbox);
        Assert.ThrowsAny<IOException>(() => Open(sandbox));
    }

    [Fact]
    public void A_torn_tail_is_cut_off_and_what_follows_is_readable()
    {
        byte[] whole = [.. JournalFormat.Write(new JournalOpened("j")), .. JournalFormat.Write(Accepted)];
        var last = JournalFormat.Write(new CommandStarted("c1"));
        for (var torn = 0; torn < last.Length; torn++)
        {
            var file = new PluggedFile([.. whole, .. last[..torn]], new Plug(-1, 0));
            using var journal = AgentJournal.Open(file, time);
            Assert.False(journal.State.Find("c1")!.Started);
            journal.Append(new CommandStarted("c1"));
            Assert.False(journal.Restarted);
            using var again = AgentJournal.Open(new PluggedFile(file.Disk, new Plug(-1, 0)), time);
            Assert.True(again.State.Find("c1")!.Started);
            Assert.Equal("j", again.State.JournalId);
        }
    }

    [Fact]
    public void Damage_in_the_middle_begins_a_new_journal_instead_of_forgetting_a_start()
    {
        byte[] good = [.. JournalFormat.Write(new JournalOpened("j")), .. JournalFormat.Write(Accepted)];
        byte[] bytes = [.. good, .. JournalFormat.Write(new CommandStarted("c1")), .. JournalFormat.Write(new Welcomed(3))];
        bytes[good.Length + 12] ^= 1;
        using var journal = AgentJournal.Open(new PluggedFile(bytes, new Plug(-1, 0)), time);
        Assert.True(journal.Restarted);
        Assert.NotEqual("j", journal.State.JournalId);
        Assert.Null(journal.State.Find("c1"));
    }

    [Fact]
    public void An_append_that_finds_the_disk_full_changes_nothing_and_the_next_one_is_readable()
    {
        var file = new FullDisk();
        using var journal = AgentJournal.Open(file, time);
        file.Full = true;
        Assert.Throws<IOException>(() => journal.Append(Accepted));
        Assert.Null(journal.State.Find("c1"));
        file.Full = false;
        journal.Append(new Welcomed(4));
        using var again = AgentJournal.Open(new PluggedFile([.. file.Bytes], new Plug(-1, 0)), time);
        Assert.Equal(4, again.State.LastEpoch);
        Assert.Null(again.State.Find("c1"));
    }

    [Fact]
    public void An_entry_is_kept_for_seven_days_after_its_last_ack_and_then_dropped()
    {
        var file = new PluggedFile([], new Plug(-1, 0));
        using (var journal = AgentJournal.Open(file, time))
        {
            journal.Append(Accepted);
            journal.Append(new CommandStarted("c1"));
            journal.Append(new CommandDone("c1", "m1", Done()));
            journal.Append(new DoneAcked("c1", Now));
            journal.Append(new LogSettled("c1", Now));
            journal.Append(new CommandAccepted("c2", "job_2", "system.info", 60));
        }
        time.Advance(TimeSpan.FromDays(6.9));
        using (var kept = AgentJournal.Open(new PluggedFile(file.Disk, new Plug(-1, 0)), time))
            Assert.NotNull(kept.State.Find("c1"));
        time.Advance(TimeSpan.FromDays(0.2));
        using var dropped = AgentJournal.Open(new PluggedFile(file.Disk, new Plug(-1, 0)), time);
        Assert.Null(dropped.State.Find("c1"));
        Assert.NotNull(dropped.State.Find("c2"));
    }

    [Fact]
    public void A_long_life_does_not_make_a_long_file()
    {
        using var sandbox = new Sandbox();
        using var journal = Open(sandbox);
        var text = new string('x', 16_000);
        for (var i = 0; i < 200; i++)
        {
            journal.Append(new EventStored($"e{i}", new AgentEvent { Name = "n", Severity = "info", Message = text, At = 1 }));
            journal.Append(new EventAcked($"e{i}"));
        }
        Assert.InRange(new FileInfo(Path.Combine(sandbox.Root.StateDirectory, "journal")).Length, 1, 2 * 1024 * 1024);
    }

    [Fact]
    public void Text_of_any_kind_comes_back_as_it_was()
    {
        var record = new CommandRefused("c\n1", "code", "a\0b\nü😀", 5);
        var read = JournalFormat.Read(JournalFormat.Write(record));
        Assert.Equal(record, Assert.Single(read.Records));
        Assert.False(read.Damaged);
        Assert.Empty(JournalFormat.Read(Encoding.UTF8.GetBytes("garbage\n")).Records);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private AgentJournal Open(Sandbox sandbox) => AgentJournal.Open(JournalFile.Open(sandbox.Root.StateDirectory), time);

    private static JobDone Done() =>
        new() { JobId = "job_1", ExitCode = 0, DurationMs = 5, LastSeq = 0, Outcome = JobOutcome.Exited };
}
