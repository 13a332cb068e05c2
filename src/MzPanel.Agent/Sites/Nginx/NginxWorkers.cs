using System.Globalization;

namespace MzPanel.Agent.Sites.Nginx;

/// <summary>
/// The processes that answer requests. After a reload those from before go on taking them for a moment, by the configuration
/// from before.
/// </summary>
internal static class NginxWorkers
{
    public static IReadOnlyList<int> Of(int master) =>
        [.. Text($"/proc/{Number(master)}/task/{Number(master)}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];

    /// <summary>A worker that is told to end says so in its title, closes its door, and ends with its last request.</summary>
    public static bool TakesRequests(int worker) => Text($"/proc/{Number(worker)}/cmdline") is var title
        && title.StartsWith("nginx: worker process", StringComparison.Ordinal) && !title.Contains("shutting down", StringComparison.Ordinal);

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Number(int pid) => pid.ToString(CultureInfo.InvariantCulture);
}
