using FluentValidation;
using MzPanel.Data;

namespace MzPanel.Silo.Audit;

/// <summary>Settings <c>Audit:*</c>.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>File that the signed checkpoints are appended to, outside the database; <c>audit-checkpoints.jws</c> in the data directory where absent.</summary>
    public string? CheckpointFile { get; set; }

    public CheckpointFile Place(DatabaseOptions records) => new(Path.GetFullPath(
        string.IsNullOrWhiteSpace(CheckpointFile) ? Path.Combine(records.DataDirectory, "audit-checkpoints.jws") : CheckpointFile));
}

internal sealed class AuditOptionsValidator : AbstractValidator<AuditOptions>;
