using MailKit.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Silo.Mail;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Mail;

public sealed class MailerTests
{
    private static readonly Letter Letter = new(LetterKind.Invitation, "bob@example.org", "Hello", "Grüße, Bob");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_reaches_the_server_under_tls_where_it_speaks_it(bool withTls)
    {
        await using var sink = new SmtpSink(withTls: withTls);

        Assert.True(await Make(sink).SendAsync(Letter));

        var mail = Assert.Single(sink.Mails);
        Assert.Equal((withTls, (string?)null), sink.Last);
        Assert.Contains("From: MzPanel <panel@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("To: bob@example.org", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Hello", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_signs_in_with_the_password_of_the_file()
    {
        await using var sink = new SmtpSink(withTls: true);
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "password");
        await File.WriteAllTextAsync(file, "s3cret\n");

        Assert.True(await Make(sink, options => (options.User, options.PasswordFile) = ("panel", file)).SendAsync(Letter));

        Assert.Equal((true, "panel:s3cret"), sink.Last);
    }

    [Fact]
    public async Task A_server_that_does_not_take_it_is_an_answer_not_an_error()
    {
        await using var sink = new SmtpSink(SinkMood.Refusing);

        Assert.False(await Make(sink).SendAsync(Letter));
        Assert.False(await Make(sink, options => options.Port = 1).SendAsync(Letter));
        Assert.False(await Make(sink, options => (options.User, options.PasswordFile) = ("panel", "/nowhere")).SendAsync(Letter));
        Assert.False(await Make(sink).SendAsync(Letter with { To = "a@b@c <>" }));
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task One_mail_too_many_for_a_person_is_not_handed_over()
    {
        await using var sink = new SmtpSink();
        var mailer = Make(sink);
        for (var i = 0; i < MailAllowance.AnHour; i++)
            Assert.True(await mailer.SendAsync(Letter));

        Assert.False(await mailer.SendAsync(Letter));
        Assert.True(await mailer.SendAsync(Letter with { To = "ada@example.org" }));
        Assert.Equal(MailAllowance.AnHour + 1, sink.Mails.Count);
    }

    [Fact]
    public async Task A_silent_server_is_given_up_after_ten_seconds()
    {
        await using var sink = new SmtpSink(SinkMood.Silent);
        var time = new FakeTimeProvider();
        var sending = Make(sink, time: time).SendAsync(Letter);
        var moved = TimeSpan.Zero;

        await Until.Async(() => Task.FromResult(sending.IsCompleted), () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            moved += TimeSpan.FromSeconds(1);
        });

        Assert.False(await sending);
        Assert.True(moved >= TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("smtp.example.org", 465, SecureSocketOptions.SslOnConnect)]
    [InlineData("smtp.example.org", 587, SecureSocketOptions.StartTls)]
    [InlineData("smtp.example.org", 25, SecureSocketOptions.StartTls)]
    [InlineData("10.0.0.1", 25, SecureSocketOptions.StartTls)]
    [InlineData("localhost", 25, SecureSocketOptions.StartTlsWhenAvailable)]
    [InlineData("::1", 465, SecureSocketOptions.SslOnConnect)]
    public void Off_the_machine_there_is_no_mail_without_tls(string host, int port, SecureSocketOptions expected) =>
        Assert.Equal(expected, Mailer.Security(host, port));

    internal static Mailer Make(SmtpSink sink, Action<MailOptions>? also = null, TimeProvider? time = null)
    {
        var options = new MailOptions { Host = "127.0.0.1", Port = sink.Port, From = "panel@example.org" };
        also?.Invoke(options);
        time ??= TimeProvider.System;
        return new Mailer(Options.Create(options), new MailAllowance(time), time, NullLogger<Mailer>.Instance);
    }
}
