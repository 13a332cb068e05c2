namespace MzPanel.Bench;

/// <summary>Published silo, SQLite, start of the process to <c>/healthz/ready</c>.</summary>
internal static class StartCase
{
    private const int Runs = 7;

    public static async Task RunAsync()
    {
        var measured = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            await using var silo = await SiloProcess.StartAsync();
            measured.Add(silo.StartToReady.TotalMilliseconds);
        }
        Figures.Print("silo start to ready (SQLite)", "ms", measured);
    }
}
