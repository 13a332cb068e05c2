using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Team;
using MzPanel.Silo.Http;
using MzPanel.Silo.Mail;

namespace MzPanel.Silo.Team;

/// <summary>Brings a made invitation to whom it is for: by mail where there is one, else by the hands of who made it.</summary>
internal sealed class InvitationPost(InvitationRecords invitations, WorkspaceRecords workspaces, Mailer mailer, PublicUrl url, ILogger<InvitationPost> log)
{
    /// <summary>What the record of a link says before it is brought.</summary>
    public string Begins => mailer.IsOn ? LinkDelivery.Pending : LinkDelivery.Shown;

    /// <summary>The answer to who made it, with the link unless a mail took it along.</summary>
    public async Task<InvitationMade> SendAsync(CallerIdentity caller, InvitationRow row, string token)
    {
        var link = $"{url.Text}/invite#token={token}";
        if (!mailer.IsOn)
            return InvitationMade.Of(row, token, link);
        var sent = await mailer.SendAsync(Letter(row, await workspaces.FindAsync(row.WorkspaceId), link));
        row = row with { Delivery = sent ? LinkDelivery.Sent : LinkDelivery.Failed };
        await NoteAsync(caller, row);
        return sent ? InvitationMade.Of(row, null, null) : InvitationMade.Of(row, token, link);
    }

    private async Task NoteAsync(CallerIdentity caller, InvitationRow row)
    {
        var audit = caller.Audit("invitation.mail", "invitation", row.Id) with { Outcome = row.Delivery == LinkDelivery.Sent ? "ok" : "failed" };
        try
        {
            await invitations.NoteDeliveryAsync(row, row.Delivery, audit);
        }
        catch (StorageException e)
        {
            // The invitation stands, and its link is out: an error would deny both.
            log.DeliveryNotNoted(e, row.Id);
        }
    }

    private static Letter Letter(InvitationRow row, WorkspaceRow? workspace, string link) => new(
        LetterKind.Invitation, row.Email, $"You are invited to {workspace?.Name} on MzPanel",
        $"""
        You are invited to the workspace "{workspace?.Name}" on MzPanel, with the role {row.Role}.

        To accept, open this link within 7 days:

        {link}

        If you do not know why, you can leave this mail alone.
        """);
}
