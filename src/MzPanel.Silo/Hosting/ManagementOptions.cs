using FluentValidation;

namespace MzPanel.Silo.Hosting;

/// <summary>Settings <c>Management:*</c>: what only the operator reaches.</summary>
internal sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>Private addresses; empty = none.</summary>
    public string? Urls { get; set; }
}

internal sealed class ManagementOptionsValidator : AbstractValidator<ManagementOptions>;
