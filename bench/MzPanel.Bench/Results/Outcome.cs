namespace MzPanel.Bench.Results;

/// <summary>What becomes of a run's figures: a file always; on request a comparison with what is recorded, and a new record.</summary>
internal static class Outcome
{
    private static string Directory => Path.Combine(SiloProcess.Artifacts, "bench");

    private static string RecordedFile => Path.GetFullPath(Path.Combine("bench", "recorded.json"));

    /// <summary>Where a picture goes: into the documentation where the run is recorded, beside its figures otherwise.</summary>
    public static string PictureOf(string name, bool recorded) =>
        Path.GetFullPath(Path.Combine(recorded ? Path.Combine("docs", "performance") : Directory, name + ".svg"));

    /// <summary>Whether the run is good.</summary>
    public static bool Settle(Report report, RunOptions options)
    {
        var (here, measured, recorded) = (Circumstances.Now(), report.Sum(), Recorded.Read(RecordedFile));
        if (options.Repeat > 1)
            report.Print();
        Console.WriteLine($"Written to {Path.GetRelativePath(".", report.Write(Directory, here))}");
        var good = !options.Compare || Compare(recorded, measured);
        if (options.Record)
        {
            recorded.Take(measured, here);
            recorded.Write(RecordedFile);
            RatioChart.Draw(recorded, PictureOf("recorded", recorded: true));
        }
        return good;
    }

    private static bool Compare(Recorded recorded, IReadOnlyList<FigureSummary> measured)
    {
        var guard = Guard.Compare(recorded.Figures, measured);
        Console.WriteLine($"## {guard.Compared} figures compared with the recorded ones, {guard.Regressions.Count} worse by more than {100 * Guard.Tolerance:0} %");
        foreach (var regression in guard.Regressions)
            Console.WriteLine($"WORSE {regression}");
        return guard.IsPassed;
    }
}
