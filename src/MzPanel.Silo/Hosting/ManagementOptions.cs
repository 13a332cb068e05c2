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

/// <summary>Settings <c>Mail:*</c>.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? PasswordFile { get; set; }

    public string? From { get; set; }
}

internal sealed class MailOptionsValidator : AbstractValidator<MailOptions>
{
    public MailOptionsValidator()
    {
        // Better to stop than to let somebody wait for a mail that is never sent.
        RuleFor(o => o.Host).Empty().WithMessage("this version sends no mail: links are shown once to who made them");
        RuleFor(o => o.Port).InclusiveBetween(1, 65535);
    }
}
