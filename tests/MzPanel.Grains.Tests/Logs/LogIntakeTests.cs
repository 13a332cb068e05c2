using MzPanel.Grains.Jobs;
using MzPanel.Grains.Logs;

namespace MzPanel.Grains.Tests.Logs;

/// <summary>The numbering of one command's log, case by case (delivery.md, "Logs"; agent-protocol.md, section 5).</summary>
public sealed class LogIntakeTests
{
    private readonly LogIntake intake = new(durable: 0);

    [Fact]
    public void Lines_in_order_are_in_line_and_durable_only_once_committed()
    {
        Assert.Equal(Intake.Taken, intake.Offer(Piece.Of(1, "a", "b")));
        Assert.Equal((0, 3, true), (intake.Durable, intake.Next, intake.HasReady));

        Assert.Equal(["1 a", "2 b"], Commit());
        Assert.Equal((2, 3, false), (intake.Durable, intake.Next, intake.HasReady));
    }

    [Fact]
    public void It_goes_on_behind_what_the_records_hold()
    {
        var resumed = new LogIntake(durable: 40);

        Assert.Equal(Intake.Duplicate, resumed.Offer(Piece.Of(39, "x", "y")));
        Assert.Equal(Intake.Taken, resumed.Offer(Piece.Of(41, "z")));
    }

    [Fact]
    public void Lines_behind_a_hole_are_held_and_come_out_when_it_is_filled()
    {
        Assert.Equal(Intake.Held, intake.Offer(Piece.Of(3, "c")));
        Assert.Equal(Intake.Held, intake.Offer(Piece.Of(2, "b")));
        Assert.False(intake.HasReady);
        Assert.Equal(3, intake.LastKnown);

        Assert.Equal(Intake.Taken, intake.Offer(Piece.Of(1, "a")));
        Assert.Equal(["1 a", "2 b", "3 c"], Commit());
    }

    [Fact]
    public void The_same_lines_again_change_nothing()
    {
        intake.Offer(Piece.Of(1, "a", "b"));

        Assert.Equal(Intake.Duplicate, intake.Offer(Piece.Of(1, "a", "b")));
        Assert.Equal(Intake.Duplicate, intake.Offer(Piece.Of(2, "b")));
        Assert.Equal(["1 a", "2 b"], Commit());
        Assert.Equal(Intake.Duplicate, intake.Offer(Piece.Of(1, "a", "b")));
        Assert.Empty(Commit());
    }

    [Fact]
    public void Lines_that_overlap_are_cut_and_said_to_overlap()
    {
        intake.Offer(Piece.Of(1, "a", "b"));

        Assert.Equal(Intake.Overlap, intake.Offer(Piece.Of(2, "other", "c", "d")));
        Assert.Equal(["1 a", "2 b", "3 c", "4 d"], Commit());
    }

    [Fact]
    public void Held_lines_that_overlap_each_other_come_out_once()
    {
        intake.Offer(Piece.Of(4, "d", "e"));
        intake.Offer(Piece.Of(3, "c", "d"));
        intake.Offer(Piece.Of(2, "b", "c", "d", "e", "f"));
        intake.Offer(Piece.Of(1, "a"));

        Assert.Equal(["1 a", "2 b", "3 c", "4 d", "5 e", "6 f"], Commit());
    }

    [Fact]
    public void A_gap_takes_the_place_of_its_lines()
    {
        intake.Offer(Piece.Of(1, "a"));
        intake.Offer(Piece.Gap(2, 3));
        intake.Offer(Piece.Of(5, "e"));

        Assert.Equal(["1 a", "2-4 gap", "5 e"], Commit());
    }

    [Fact]
    public void A_gap_over_lines_that_came_first_covers_only_the_others()
    {
        intake.Offer(Piece.Of(1, "a", "b"));
        Assert.Equal(Intake.Overlap, intake.Offer(Piece.Gap(1, 4)));

        Assert.Equal(["1 a", "2 b", "3-4 gap"], Commit());
    }

    [Fact]
    public void Lines_over_a_gap_that_came_first_are_not_wanted_any_more()
    {
        intake.Offer(Piece.Gap(1, 3));

        Assert.Equal(Intake.Duplicate, intake.Offer(Piece.Of(2, "b")));
        Assert.Equal(Intake.Overlap, intake.Offer(Piece.Of(3, "c", "d")));
        Assert.Equal(["1-3 gap", "4 d"], Commit());
    }

    [Fact]
    public void Holes_that_nobody_fills_become_gaps_up_to_the_last_line_known()
    {
        intake.Offer(Piece.Of(3, "c"));
        intake.Offer(Piece.Of(6, "f", "g"));
        intake.FillTo(intake.LastKnown);

        Assert.Equal(["1-2 gap", "3 c", "4-5 gap", "6 f", "7 g"], Commit());
    }

    [Fact]
    public void The_end_of_the_log_may_be_a_gap_too()
    {
        intake.Offer(Piece.Of(1, "a"));
        intake.FillTo(4);
        intake.FillTo(4);
        intake.FillTo(2);

        Assert.Equal(["1 a", "2-4 gap"], Commit());
        Assert.Equal(4, intake.Durable);
    }

    [Fact]
    public void What_is_known_beyond_the_filled_end_stays_held()
    {
        intake.Offer(Piece.Of(5, "e"));
        intake.FillTo(2);
        Assert.Equal(["1-2 gap"], Commit());

        intake.Offer(Piece.Of(3, "c", "d"));
        Assert.Equal(["3 c", "4 d", "5 e"], Commit());
    }

    [Fact]
    public void A_commit_takes_as_many_bytes_as_it_may_but_always_something()
    {
        foreach (var seq in Enumerable.Range(1, 5))
            intake.Offer(Piece.Of(seq, new string('x', 1000)));

        Assert.Equal(1, Assert.Single(intake.Peek(10)).LastSeq);
        Assert.Equal(3, Assert.Single(intake.Peek(3500)).LastSeq);
        intake.Committed(3);
        Assert.Equal((4, 5), (Assert.Single(intake.Peek(100_000)).FirstSeq, Assert.Single(intake.Peek(100_000)).LastSeq));
    }

    [Fact]
    public void One_row_a_commit_and_not_one_a_frame()
    {
        foreach (var seq in Enumerable.Range(1, 500))
            intake.Offer(Piece.Of(seq, "line"));

        Assert.Equal((1, 500), (Assert.Single(intake.Peek(256 * 1024)).FirstSeq, Assert.Single(intake.Peek(256 * 1024)).LastSeq));
    }

    [Fact]
    public void What_comes_while_a_commit_runs_waits_for_the_next()
    {
        intake.Offer(Piece.Of(1, "a"));
        var under = intake.Peek(int.MaxValue);
        intake.Offer(Piece.Of(2, "b"));
        intake.Committed(under[^1].LastSeq);

        Assert.Equal(["2 b"], Commit());
    }

    [Fact]
    public void What_is_held_stays_within_its_bound()
    {
        var taken = 0L;
        for (var seq = 2L; seq < 20_000; seq += 2)
            taken += intake.Offer(Piece.Of(seq, new string('x', 1000))) == Intake.Held ? 1000 : 0;

        Assert.InRange(taken, LogIntake.MaxHeldBytes * 9 / 10, LogIntake.MaxHeldBytes);
    }

    [Fact]
    public void What_is_in_line_stays_within_its_bound_and_goes_on_after_a_commit()
    {
        var seq = 1L;
        while (intake.Offer(Piece.Of(seq, new string('x', 8000))) == Intake.Taken)
            seq++;
        Assert.InRange(seq * 8000, LogIntake.MaxReadyBytes * 9 / 10, LogIntake.MaxReadyBytes + 8000);

        Commit();
        Assert.Equal(Intake.Taken, intake.Offer(Piece.Of(seq, "y")));
    }

    [Fact]
    public void Pieces_without_bytes_are_bounded_too()
    {
        Assert.InRange(Count(Intake.Held, seq => Piece.Gap(seq, 1), from: 2, step: 2), 1, 10_000);
        Assert.InRange(Count(Intake.Taken, seq => Piece.Gap(seq, 1), from: 1, step: 1), 1, 100_000);
    }

    private int Count(Intake fate, Func<long, LogPiece> piece, long from, long step)
    {
        const int Many = 200_000;
        return Enumerable.Range(0, Many).Count(i => intake.Offer(piece(from + i * step)) == fate);
    }

    private List<string> Commit()
    {
        var told = new List<string>();
        while (intake.HasReady)
        {
            var chunks = intake.Peek(256 * 1024);
            told.AddRange(chunks.SelectMany(Piece.Tell));
            intake.Committed(chunks[^1].LastSeq);
        }
        return told;
    }
}
