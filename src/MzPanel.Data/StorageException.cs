using System.Data.Common;
using MzPanel.Data.Storage;

namespace MzPanel.Data;

/// <summary>What keeps the records from answering.</summary>
public enum StorageFault
{
    /// <summary>Not reached, or too slow; nothing was changed.</summary>
    Unavailable,

    /// <summary>No room left; nothing was changed.</summary>
    Full,

    /// <summary>The commit was sent and its outcome could not be read back in time: read again before you answer anybody.</summary>
    OutcomeUnknown,
}

/// <summary>The records cannot answer; what was asked may be asked again.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Makes one.</summary>
    public StorageException(StorageFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>The reason.</summary>
    public StorageFault Fault { get; }

    /// <summary>
    /// The storage fault behind an exception that a read on a connection of ours threw, or <see langword="null"/> where it is
    /// a mistake of the program.
    /// </summary>
    public static StorageException? Of(Exception exception) => exception switch
    {
        StorageException storage => storage,
        DbException provider => Faults.Translate(provider) as StorageException,
        _ => null,
    };
}
