namespace MzPanel.Data;

/// <summary>A unique index refused the operation; nothing was changed.</summary>
public sealed class RecordConflictException : Exception
{
    /// <summary>Makes one.</summary>
    public RecordConflictException(string constraint, Exception? inner = null) : base($"{constraint} is taken.", inner) => Constraint = constraint;

    /// <summary>Name of the index (<c>job_lane</c>), or <c>table_pkey</c>; the same word on both databases.</summary>
    public string Constraint { get; }
}
