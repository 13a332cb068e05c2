using System.Threading.Channels;

namespace MzPanel.Silo.Mail;

/// <summary>
/// Writes and sends mails that nobody waits for: the answer to who asked must not tell by its time whether there is anybody to
/// write to. What waits is lost with the silo; people ask again.
/// </summary>
internal sealed class MailQueue(Mailer mailer, ILogger<MailQueue> log) : BackgroundService
{
    private const int MostWaiting = 200;
    private readonly Channel<Func<Task<Letter?>>> waiting = Channel.CreateBounded<Func<Task<Letter?>>>(MostWaiting);

    /// <summary>Has a letter written and sent, where there is a mail server, and anything to write.</summary>
    public void Post(Func<Task<Letter?>> write)
    {
        if (mailer.IsOn && !waiting.Writer.TryWrite(write))
            log.MailNotQueued();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var write in waiting.Reader.ReadAllAsync(stoppingToken))
            await SendAsync(write);
    }

    private async Task SendAsync(Func<Task<Letter?>> write)
    {
        try
        {
            if (await write() is { } letter)
                await mailer.SendAsync(letter);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever is wrong with one letter: the next one goes out, and the silo stays up.
            log.MailNotWritten(e);
        }
    }
}
