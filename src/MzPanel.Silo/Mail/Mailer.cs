using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace MzPanel.Silo.Mail;

/// <summary>Hands mails to the configured server, or says that it could not.</summary>
internal sealed class Mailer(IOptions<MailOptions> options, MailAllowance allowance, TimeProvider time, ILogger<Mailer> log)
{
    private const int ImplicitTlsPort = 465;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether there is a server to hand mails to.</summary>
    public bool IsOn => !string.IsNullOrEmpty(options.Value.Host);

    /// <summary>Whether the server took the mail; one too many for its person is not handed to it. Never throws for what is the server's fault, and never takes longer than 10 s.</summary>
    public async Task<bool> SendAsync(Letter letter)
    {
        if (!allowance.TryTake(letter))
        {
            log.MailNotAllowed(letter.Kind);
            return false;
        }
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            await SendAsync(letter, limit.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or TimeoutException or UnauthorizedAccessException
            or CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException
            or ServiceNotConnectedException or NotSupportedException or ParseException)
        {
            log.MailNotTaken(e, options.Value.Host!, options.Value.Port);
            return false;
        }
    }

    /// <summary>TLS always; but on the machine itself, where nobody is in between, a server may do without.</summary>
    public static SecureSocketOptions Security(string host, int port) => port == ImplicitTlsPort ? SecureSocketOptions.SslOnConnect
        : IsLoopback(host) ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls;

    private async Task SendAsync(Letter letter, CancellationToken ct)
    {
        var mail = options.Value;
        using var client = new SmtpClient { Timeout = (int)Limit.TotalMilliseconds };
        // Asking a third party at each mail would make it wait for that one, too.
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = (_, _, _, faults) => faults == SslPolicyErrors.None || IsLoopback(mail.Host!);
        await client.ConnectAsync(mail.Host!, mail.Port, Security(mail.Host!, mail.Port), ct);
        if (!string.IsNullOrEmpty(mail.User))
            await client.AuthenticateAsync(mail.User, (await File.ReadAllTextAsync(mail.PasswordFile!, ct)).Trim(), ct);
        await client.SendAsync(Message(letter, mail.From!), ct);
        await client.DisconnectAsync(quit: true, ct);
    }

    private static MimeMessage Message(Letter letter, string from)
    {
        var message = new MimeMessage { Subject = letter.Subject, Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(new MailboxAddress("MzPanel", from));
        message.To.Add(new MailboxAddress("", letter.To));
        return message;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);
}
