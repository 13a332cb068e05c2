namespace MzPanel.Simulation.Tests.Engine;

/// <summary>All chance of a schedule comes from here.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public int Next(int below) => random.Next(below);

    public long Between(long least, long most) => random.NextInt64(least, most + 1);

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Of<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];

    /// <summary>Randomness of one node, seeded from here.</summary>
    public Random Fork() => new(random.Next());
}
