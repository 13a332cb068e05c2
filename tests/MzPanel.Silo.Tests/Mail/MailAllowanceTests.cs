using Microsoft.Extensions.Time.Testing;
using MzPanel.Silo.Mail;

namespace MzPanel.Silo.Tests.Mail;

public sealed class MailAllowanceTests
{
    private static readonly Letter Reset = new(LetterKind.PasswordReset, "ada@example.org", "A new password", "…");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void Nobody_gets_more_than_so_many_mails_of_a_kind_within_an_hour()
    {
        var allowance = new MailAllowance(time);
        for (var i = 0; i < MailAllowance.AnHour; i++)
        {
            Assert.True(allowance.TryTake(Reset));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.False(allowance.TryTake(Reset));
        Assert.False(allowance.TryTake(Reset with { To = "ADA@example.org" }));
        time.Advance(TimeSpan.FromMinutes(60 - MailAllowance.AnHour));
        Assert.True(allowance.TryTake(Reset));
        Assert.False(allowance.TryTake(Reset));
    }

    [Fact]
    public void One_kind_does_not_use_up_another_nor_one_person_another()
    {
        var allowance = new MailAllowance(time);
        while (allowance.TryTake(Reset))
            time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(allowance.TryTake(Reset with { Kind = LetterKind.EmailChanged }));
        Assert.True(allowance.TryTake(Reset with { To = "bob@example.org" }));
    }
}
