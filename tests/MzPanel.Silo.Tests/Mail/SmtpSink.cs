using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MzPanel.Silo.Tests.Mail;

/// <summary>What a small mail server does with what it is handed.</summary>
internal enum SinkMood
{
    /// <summary>Takes it.</summary>
    Kind,

    /// <summary>Refuses whom it is for.</summary>
    Refusing,

    /// <summary>Says nothing at all.</summary>
    Silent,
}

/// <summary>A small mail server on loopback (RFC 5321, STARTTLS of RFC 3207) that keeps what it takes.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly SinkMood mood;
    private readonly X509Certificate2? certificate;
    private readonly Task accepting;
    private readonly List<string> mails = [];

    public SmtpSink(SinkMood mood = SinkMood.Kind, bool withTls = false)
    {
        (this.mood, certificate) = (mood, withTls ? Certificate() : null);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether the last mail came under TLS, and who signed in for it.</summary>
    public (bool Tls, string? User) Last { get; private set; }

    /// <summary>Mails as they came.</summary>
    public IReadOnlyList<string> Mails
    {
        get
        {
            lock (mails)
                return [.. mails];
        }
    }

    public (string, string?)[] Settings => [("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{Port}"), ("Mail:From", "panel@example.org")];

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        certificate?.Dispose();
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(over.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
            try
            {
                if (mood == SinkMood.Silent)
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, over.Token);
                await ConverseAsync(client.GetStream(), isTls: false);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
            }
    }

    private async Task ConverseAsync(Stream stream, bool isTls)
    {
        using var lines = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string? user = null;
        if (!isTls)
            await SayAsync(stream, "220 sink");
        while (await lines.ReadLineAsync(over.Token) is { } line)
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, certificate is null || isTls ? "250-sink\r\n250 AUTH PLAIN" : "250-sink\r\n250-AUTH PLAIN\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go ahead");
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, over.Token);
                    await ConverseAsync(tls, isTls: true);
                    return;
                case "AUTH":
                    user = Encoding.ASCII.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0')[1..] is [var name, var password] ? $"{name}:{password}" : null;
                    await SayAsync(stream, "235 known");
                    break;
                case "RCPT" when mood == SinkMood.Refusing:
                    await SayAsync(stream, "550 nobody here");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    Keep(await MailAsync(lines), isTls, user);
                    await SayAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
    }

    private void Keep(string mail, bool isTls, string? user)
    {
        Last = (isTls, user);
        lock (mails)
            mails.Add(mail);
    }

    private async Task<string> MailAsync(StreamReader lines)
    {
        var mail = new StringBuilder();
        while (await lines.ReadLineAsync(over.Token) is { } line && line != ".")
            mail.Append(line).Append('\n');
        // Long lines come as quoted-printable.
        return mail.ToString().Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
    }

    private async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), over.Token);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=sink", key, HashAlgorithmName.SHA256).CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
