using System.Buffers;
using System.Globalization;
using System.Text;

namespace MzPanel.Silo.Logs;

/// <summary>A log as plain text (rest-api.md: <c>logs.txt</c>).</summary>
internal sealed class LogText(IBufferWriter<byte> output)
{
    private bool open;

    public void Write(in LogRow row)
    {
        if (row.Gap > 0)
            WriteGap(row.Gap);
        else
            WriteLine(row);
    }

    private void WriteLine(in LogRow row)
    {
        Encoding.UTF8.GetBytes(row.Text, output);
        open = row.Partial;
        if (!open)
            output.Write("\n"u8);
    }

    // Behind a piece of a line whose rest is missing: the marker still gets a line of its own.
    private void WriteGap(long lines)
    {
        if (open)
            output.Write("\n"u8);
        open = false;
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[… {lines} lines missing …]\n"), output);
    }
}
