namespace MzPanel.Simulation.Tests;

/// <summary>Plays seeds on a thread per processor: one schedule never leaves its thread.</summary>
internal static class Crew
{
    public static void Run(IReadOnlyList<int> seeds, Action<int> play)
    {
        var next = -1;
        Exception? fault = null;
        var crew = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        crew.ForEach(t => t.Start());
        crew.ForEach(t => t.Join());
        if (fault is not null)
            throw new InvalidOperationException("A schedule could not be played.", fault);

        void Work()
        {
            try
            {
                for (var at = Interlocked.Increment(ref next); at < seeds.Count && fault is null; at = Interlocked.Increment(ref next))
                    play(seeds[at]);
            }
            catch (Exception e)
            {
                fault = e;
            }
        }
    }
}
