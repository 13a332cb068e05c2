using FluentValidation;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Mail;

/// <summary>Settings <c>Mail:*</c>: without a host, links are shown once to who made them.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    public string? Host { get; set; }

    /// <summary>465 speaks TLS from the first byte, every other port turns to it.</summary>
    public int Port { get; set; } = 587;

    public string? User { get; set; }

    /// <summary>Holds the password; space at its ends does not count.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>The address we write as.</summary>
    public string? From { get; set; }
}

internal sealed class MailOptionsValidator : AbstractValidator<MailOptions>
{
    public MailOptionsValidator()
    {
        RuleFor(o => o.Port).InclusiveBetween(1, 65535);
        RuleFor(o => o.From).Email().When(o => !string.IsNullOrEmpty(o.Host));
        RuleFor(o => o.PasswordFile).NotEmpty().When(o => !string.IsNullOrEmpty(o.User)).WithMessage("is needed beside Mail:User");
        RuleFor(o => o.User).NotEmpty().When(o => !string.IsNullOrEmpty(o.PasswordFile)).WithMessage("is needed beside Mail:PasswordFile");
        RuleFor(o => o.PasswordFile).Must(File.Exists).When(o => !string.IsNullOrEmpty(o.PasswordFile)).WithMessage("'{PropertyValue}' does not exist");
    }
}
