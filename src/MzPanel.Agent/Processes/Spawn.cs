using System.Runtime.InteropServices;

namespace MzPanel.Agent.Processes;

/// <summary>
/// Starts a program with posix_spawn. The base library's Process class can give a child neither a process group nor a session
/// of its own, and both have to be there before its first instruction: a kill must never find it in ours.
/// </summary>
internal sealed class Spawn
{
    private const short SetGroup = 0x02;
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int OpaqueBytes = 1024;
    private const int AppendCreateWrite = 0x1 | 0x40 | 0x400;

    public required string Path { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>A session of its own; otherwise only a process group.</summary>
    public bool NewSession { get; init; }

    /// <summary>What it reads; nothing where absent.</summary>
    public int? Input { get; init; }

    /// <summary>Where its output goes: two handles, or a file for both.</summary>
    public (int Stdout, int Stderr)? Output { get; init; }

    public string? OutputFile { get; init; }

    /// <summary>A further descriptor that leads to where standard output does.</summary>
    public int? AlsoStdout { get; init; }

    /// <summary>The process id, which is also the id of its group. Throws <see cref="SpawnException"/> where it does not start.</summary>
    public unsafe int Start()
    {
        var memory = Marshal.AllocHGlobal(OpaqueBytes * 4);
        var (actions, attributes, signals) = (memory, memory + OpaqueBytes, memory + (2 * OpaqueBytes));
        _ = Libc.ActionsInit(actions);
        _ = Libc.AttributesInit(attributes);
        var argv = Texts([Path, .. Arguments]);
        var envp = Texts([.. Environment.Select(e => e.Key + "=" + e.Value)]);
        try
        {
            Describe(actions, attributes, signals);
            var error = Libc.Spawn(out var pid, Path, actions, attributes, argv, envp);
            return error == 0 ? pid : throw new SpawnException(Path, error);
        }
        finally
        {
            Free(argv);
            Free(envp);
            _ = Libc.ActionsDestroy(actions);
            _ = Libc.AttributesDestroy(attributes);
            Marshal.FreeHGlobal(memory);
        }
    }

    private void Describe(nint actions, nint attributes, nint signals)
    {
        _ = Input is { } input ? Libc.ActionsDup(actions, input, 0) : Libc.ActionsOpen(actions, 0, "/dev/null", Libc.ReadOnly, 0);
        if (Output is { } output)
        {
            _ = Libc.ActionsDup(actions, output.Stdout, 1);
            _ = Libc.ActionsDup(actions, output.Stderr, 2);
        }
        else
        {
            _ = Libc.ActionsOpen(actions, 1, OutputFile ?? "/dev/null", AppendCreateWrite, 0x180);
            _ = Libc.ActionsDup(actions, 1, 2);
        }
        if (AlsoStdout is { } further)
            _ = Libc.ActionsDup(actions, 1, further);
        if (WorkingDirectory is not null)
            _ = Libc.ActionsChangeDirectory(actions, WorkingDirectory);
        // The runtime ignores SIGPIPE, and what is ignored stays so over exec: `yes | head` would never end.
        _ = Libc.SignalsAll(signals);
        _ = Libc.AttributesDefaultSignals(attributes, signals);
        _ = Libc.SignalsNone(signals);
        _ = Libc.AttributesSignalMask(attributes, signals);
        _ = Libc.AttributesFlags(attributes, (short)(SetDefaultSignals | SetSignalMask | (NewSession ? SetSession : SetGroup)));
    }

    /// <summary>Texts as the C library takes them.</summary>
    public static unsafe byte** Texts(IReadOnlyList<string> texts)
    {
        var list = (byte**)Marshal.AllocHGlobal((texts.Count + 1) * sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        list[texts.Count] = null;
        return list;
    }

    private static unsafe void Free(byte** list)
    {
        for (var i = 0; list[i] is not null; i++)
            Marshal.FreeCoTaskMem((nint)list[i]);
        Marshal.FreeHGlobal((nint)list);
    }
}

/// <summary>A program that did not start.</summary>
internal sealed class SpawnException(string path, int error)
    : IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error)
{
    /// <summary>What a shell answers: 127 where the program is not found, 126 where it cannot be run.</summary>
    public int ExitCode { get; } = error == Libc.NoEntry ? 127 : 126;
}
