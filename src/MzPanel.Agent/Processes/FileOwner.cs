using System.Runtime.InteropServices;

namespace MzPanel.Agent.Processes;

/// <summary>Whose a file is and what it is; of a link, the link itself.</summary>
internal readonly record struct FileOwner(uint User, ushort Mode)
{
    // statx(2): its structure is the same on every architecture.
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint TypeModeAndUser = 0xB;
    private const int Size = 256;
    private const int UserAt = 20;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int LinkType = 0xA000;
    private const int FileType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int OthersBits = 0x3F;
    private const int OthersWrite = 0x12;
    private const int Sticky = 0x200;

    public bool IsLink => (Mode & TypeMask) == LinkType;

    public bool IsDirectory => (Mode & TypeMask) == DirectoryType;

    /// <summary>Whether anybody beside its owner may do anything with it.</summary>
    public bool IsOpen => (Mode & OthersBits) != 0;

    /// <summary>Whether others may put something in a directory.</summary>
    public bool TakesFromOthers => (Mode & OthersWrite) != 0;

    /// <summary>Whether others may take away or rename what they do not own in a directory.</summary>
    public bool GivesToOthers => TakesFromOthers && (Mode & Sticky) == 0;

    public bool IsSpecial => (Mode & TypeMask) is not (LinkType or FileType or DirectoryType);

    /// <summary><see langword="null"/> where there is none.</summary>
    public static unsafe FileOwner? Of(string path)
    {
        var status = stackalloc byte[Size];
        if (Libc.Status(CurrentDirectory, path, NoFollow, TypeModeAndUser, status) == 0)
            return new FileOwner(MemoryMarshal.Read<uint>(new ReadOnlySpan<byte>(status + UserAt, sizeof(uint))), MemoryMarshal.Read<ushort>(new ReadOnlySpan<byte>(status + ModeAt, sizeof(ushort))));
        return Marshal.GetLastPInvokeError() is Libc.NoEntry or Libc.NotADirectory ? null : throw Libc.Failure($"{path} cannot be looked at");
    }
}
