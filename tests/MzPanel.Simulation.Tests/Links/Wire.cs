using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>One direction of a connection: in order, unless the weather is bad.</summary>
internal sealed class Wire(SimLoop loop, NetWeather weather)
{
    private long last;

    /// <summary>Carries something that the weather cannot harm.</summary>
    public void Carry(Action deliver)
    {
        last = Math.Max(last, loop.Now + loop.Dice.Between(0, weather.Slowest));
        loop.After(last - loop.Now, deliver);
    }

    /// <param name="deliver">What happens at the other end.</param>
    /// <param name="mayDrop">Whether a lost frame is made up for by anybody.</param>
    public void Send(Action deliver, bool mayDrop = true)
    {
        if (mayDrop && loop.Dice.Chance(weather.Drops))
            return;
        if (loop.Dice.Chance(weather.Doubles))
            loop.After(loop.Dice.Between(0, 4_000), deliver);
        if (loop.Dice.Chance(weather.Overtakes))
            loop.After(loop.Dice.Between(0, 1_000), deliver);
        else
            Carry(deliver);
    }
}
