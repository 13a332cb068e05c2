using System.Globalization;
using System.Text.RegularExpressions;

namespace MzPanel.Bench;

/// <summary>Reads a job's event stream and knows the last line it saw.</summary>
internal sealed partial class LineViewer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Stream stream;
    private readonly SemaphoreSlim progress = new(0);
    private long seen;

    public LineViewer(Stream stream)
    {
        this.stream = stream;
        _ = Task.Run(ReadAsync);
    }

    public async Task SeenAsync(long line)
    {
        while (Interlocked.Read(ref seen) < line)
            if (!await progress.WaitAsync(Patience))
                throw new TimeoutException($"Line {line} was not shown.");
    }

    public void Dispose() => stream.Dispose();

    private async Task ReadAsync()
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } text)
            foreach (var match in Mark().EnumerateMatches(text))
            {
                Interlocked.Exchange(ref seen, long.Parse(text.AsSpan(match.Index + 5, match.Length - 6), CultureInfo.InvariantCulture));
                progress.Release();
            }
    }

    [GeneratedRegex("line-[0-9]+-")]
    private static partial Regex Mark();
}
