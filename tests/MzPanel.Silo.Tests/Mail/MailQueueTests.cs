using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Silo.Mail;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Mail;

public sealed class MailQueueTests
{
    [Fact]
    public async Task A_letter_that_cannot_be_written_holds_up_neither_the_next_one_nor_the_silo()
    {
        await using var sink = new SmtpSink();
        using var queue = new MailQueue(MailerTests.Make(sink), NullLogger<MailQueue>.Instance);
        await queue.StartAsync(TestContext.Current.CancellationToken);

        queue.Post(() => throw new InvalidOperationException("a fault of ours"));
        queue.Post(() => Task.FromResult<Letter?>(new Letter(LetterKind.Invitation, "bob@example.org", "Hello", "Bob")));

        await Until.Async(() => Task.FromResult(sink.Mails.Count == 1));
        Assert.False(queue.ExecuteTask!.IsCompleted);
        await queue.StopAsync(TestContext.Current.CancellationToken);
    }
}
