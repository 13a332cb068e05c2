using System.Runtime.InteropServices;

namespace MzPanel.Agent.Processes;

/// <summary>The few calls of the C library that the base class library has no name for.</summary>
internal static partial class Libc
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int CloseOnExec = 0x80000;
    public const int Terminate = 15;
    public const int Kill = 9;
    public const int HangUp = 1;
    public const int Quit = 3;
    public const int User2 = 12;
    public const int NoHang = 1;
    public const int GetLock = 5;
    public const short WriteLock = 1;
    public const short NoLock = 2;
    public const short PollIn = 1;
    public const int Interrupted = 4;
    public const int NoEntry = 2;
    public const int NotADirectory = 20;
    public const int DontNeed = 4;

    public static IOException Failure(string what)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(number)}", number);
    }

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Link(string existing, string path);

    /// <summary>Changes the owner of a file, of a link itself where it is one.</summary>
    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    /// <summary>What a file is; <paramref name="status"/> holds 256 bytes.</summary>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static unsafe partial int Status(int directory, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Mount(string? source, string target, string? type, nuint flags, nint data);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int SendSignal(int pid, int signal);

    /// <summary>Who holds a lock of fcntl(2), the kind that dpkg and apt take.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int AskLock(int handle, int command, ref FileLock question);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static unsafe partial int Pipe(int* ends, int flags);

    /// <summary>A file in memory that has no name.</summary>
    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int handle, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);

    [LibraryImport("libc", EntryPoint = "madvise")]
    public static partial int Advise(nint start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    public static partial int TrimHeap(nuint keep);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int Execute(string path, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int Spawn(out int pid, string path, nint actions, nint attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsDup(nint actions, int handle, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsOpen(nint actions, int target, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsChangeDirectory(nint actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesFlags(nint attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesDefaultSignals(nint attributes, nint set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSignalMask(nint attributes, nint set);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int SignalsAll(nint set);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int SignalsNone(nint set);
}

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Handle;
    public short Events;
    public short Happened;
}

/// <summary><c>struct flock</c> of 64-bit Linux; whence and start of 0 and a length of 0 are the whole file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileLock
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int Pid;
}
