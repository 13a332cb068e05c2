using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Tests.Agents;

public sealed class LogAckPaceTests
{
    private readonly LogAckPace pace = new();

    [Fact]
    public void The_first_line_is_acknowledged_at_once()
    {
        pace.Durable(1, 10);
        Assert.Equal(1, pace.Take(1000));
        Assert.Null(pace.Take(1000));
    }

    [Fact]
    public void The_next_ones_wait_for_a_quarter_of_a_second()
    {
        pace.Durable(1, 10);
        pace.Take(1000);
        pace.Durable(2, 10);
        pace.Durable(5, 10);
        Assert.Null(pace.Take(1249));
        Assert.Equal(1250, pace.DueAt);
        Assert.Equal(5, pace.Take(1250));
        Assert.Null(pace.DueAt);
    }

    [Fact]
    public void Much_is_acknowledged_sooner()
    {
        pace.Durable(1, 10);
        pace.Take(1000);
        pace.Durable(9, 256 * 1024);
        Assert.Equal(9, pace.Take(1001));
    }

    [Fact]
    public void An_acknowledgement_never_goes_back()
    {
        pace.Durable(9, 10);
        pace.Take(1000);
        pace.Durable(3, 10);
        Assert.Null(pace.Take(5000));
    }
}
