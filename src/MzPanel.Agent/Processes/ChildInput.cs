using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MzPanel.Agent.Processes;

/// <summary>
/// What a program reads from its standard input. In memory and without a name: it is on no disk and in no list of processes, and
/// a program that never reads it holds nobody up.
/// </summary>
internal sealed class ChildInput : IDisposable
{
    private const uint CloseOnExec = 1;
    private readonly SafeFileHandle file;

    private ChildInput(string text)
    {
        var number = Libc.MemoryFile("input", CloseOnExec);
        file = number >= 0 ? new SafeFileHandle(number, ownsHandle: true) : throw Libc.Failure("memfd_create");
        // Not at the handle's own place, which the program then begins to read at.
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
    }

    public int Handle => (int)file.DangerousGetHandle();

    public static ChildInput? Of(string? text) => text is null ? null : new ChildInput(text);

    public void Dispose() => file.Dispose();
}
