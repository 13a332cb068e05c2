using System.Text;

namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>Reads along what everybody on a VPS could: the arguments of all processes, and their environments.</summary>
internal static class ProcessWatch
{
    /// <summary>Whether a text was seen before it was cancelled.</summary>
    public static async Task<bool> SawAsync(string text, CancellationToken cancelled)
    {
        while (!cancelled.IsCancellationRequested)
        {
            if (Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1])).Any(d => Holds(d + "/cmdline", text) || Holds(d + "/environ", text)))
                return true;
            await Task.Yield();
        }
        return false;
    }

    private static bool Holds(string file, string text)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
