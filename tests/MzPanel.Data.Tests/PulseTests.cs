using Microsoft.Extensions.Time.Testing;
using MzPanel.Testing;

namespace MzPanel.Data.Tests;

public sealed class PulseTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_writer_that_stands_in_a_transaction_is_stuck_by_name_until_it_goes_on()
    {
        await using var records = await TestRecords.SqliteAsync(time);
        var busy = await Busy.SqliteAsync(records.Database);
        Assert.Empty(records.Database.Pulses.Stuck);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(["writer of the records"], records.Database.Pulses.Stuck);
        await busy.DisposeAsync();
        await Until.Async(() => Task.FromResult(!records.Database.Pulses.Stuck.Any()));
    }

    [Fact]
    public async Task Writers_that_wait_for_a_lock_of_the_server_are_stuck_by_name()
    {
        await using var records = await TestRecords.PostgresAsync(time);
        var busy = await Busy.PostgresAsync(records.Database);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(["writer of the logs", "writer of the records"], records.Database.Pulses.Stuck);
        await busy.DisposeAsync();
        await Until.Async(() => Task.FromResult(!records.Database.Pulses.Stuck.Any()));
    }

    [Fact]
    public void Rest_is_no_fault_and_work_that_goes_on_is_none_either()
    {
        var pulses = new Pulses(time);
        var (resting, working) = (pulses.Of("resting"), pulses.Of("working"));
        resting.Beat();
        resting.Rest();
        for (var minute = 0; minute < 10; minute++)
        {
            working.Beat();
            time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Empty(pulses.Stuck);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["working"], pulses.Stuck);
    }

    [Fact]
    public async Task A_turn_that_failed_is_over()
    {
        var pulses = new Pulses(time);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pulses.Of("failing").TurnAsync(() => throw new InvalidOperationException()));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(pulses.Stuck);
    }
}
