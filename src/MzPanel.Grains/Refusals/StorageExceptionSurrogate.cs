using MzPanel.Data;

namespace MzPanel.Grains.Refusals;

/// <summary>
/// A fault of the records on its way between silos. The records know nothing of Orleans, and without this the caller would get
/// an internal error where the disk is full.
/// </summary>
[GenerateSerializer, Immutable, Alias("mzpanel.storagefault")]
public struct StorageExceptionSurrogate
{
    /// <summary>The reason.</summary>
    [Id(0)] public StorageFault Fault { get; set; }

    /// <summary>For the log.</summary>
    [Id(1)] public string Message { get; set; }
}

/// <summary>Turns one into the other.</summary>
[RegisterConverter]
public sealed class StorageExceptionConverter : IConverter<StorageException, StorageExceptionSurrogate>
{
    /// <inheritdoc/>
    public StorageException ConvertFromSurrogate(in StorageExceptionSurrogate surrogate) => new(surrogate.Fault, surrogate.Message);

    /// <inheritdoc/>
    public StorageExceptionSurrogate ConvertToSurrogate(in StorageException value) => new() { Fault = value.Fault, Message = value.Message };
}
