namespace MzPanel.Silo.Mail;

/// <summary>A mail of plain text to one person.</summary>
internal sealed record Letter(LetterKind Kind, string To, string Subject, string Text);

/// <summary>What a mail is about: each kind has an allowance of its own, so that none can be used up to keep another one away.</summary>
internal enum LetterKind
{
    PasswordReset,
    EmailConfirmation,
    EmailChanged,
    Invitation,
}
