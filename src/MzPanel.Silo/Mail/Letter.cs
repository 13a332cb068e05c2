namespace MzPanel.Silo.Mail;

/// <summary>A mail of plain text to one person.</summary>
internal sealed record Letter(string To, string Subject, string Text);
