using System.Globalization;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Logs;

/// <summary>
/// How far the control plane has acknowledged the lines of a command, for the command itself: a file in its directory, which it
/// makes when it wants to know and the daemon keeps up.
/// </summary>
internal sealed class AckNote(string directory)
{
    private readonly string file = Path.Combine(directory, "acked");

    public void Ask() => Write(0);

    public void Tell(long seq)
    {
        if (File.Exists(file))
            Write(seq);
    }

    public long Read() => long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : 0;

    private void Write(long seq) => PrivateFile.Write(file, System.Text.Encoding.ASCII.GetBytes(seq.ToString(CultureInfo.InvariantCulture)));
}
