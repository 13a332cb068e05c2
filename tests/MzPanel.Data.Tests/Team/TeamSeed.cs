using System.Text;
using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Team;
using MzPanel.Data.Tests.Account;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Team;

/// <summary>Teams that tests begin with.</summary>
internal static class TeamSeed
{
    /// <summary>An invitation that is not in the records yet.</summary>
    public static InvitationRow Invitation(string workspaceId, string email, string id = "inv_1") => new()
    {
        Id = id, Hash = Encoding.UTF8.GetBytes(id), WorkspaceId = workspaceId, Email = email, Role = "operator", Scope = """{"type":"servers","ids":[]}""",
        Delivery = LinkDelivery.Pending, CreatedAt = 1_000, ExpiresAt = long.MaxValue,
    };

    /// <summary>Somebody without an account accepts.</summary>
    public static Acceptance Newcomer(InvitationRow invitation, string session = "new")
    {
        var user = new UserRow { Id = RecordId.New("usr"), Email = invitation.Email, Name = "", Password = AccountSeed.Password, CreatedAt = 1_000 };
        return new() { Invitation = invitation, User = user, Session = AccountSeed.Session(user.Id, invitation.WorkspaceId, session, 1_000) };
    }

    /// <summary>Somebody with an account of their own accepts.</summary>
    public static Acceptance Known(InvitationRow invitation, UserRow user, PersonProof proof, string session = "known") => new()
    {
        Invitation = invitation, User = user, Session = AccountSeed.Session(user.Id, invitation.WorkspaceId, session, 1_000), Proof = proof,
    };

    /// <summary>Makes an invitation and accepts it; the member.</summary>
    public static async Task<MemberRow> JoinAsync(Database database, string workspaceId, string email)
    {
        var (invitations, row) = (new InvitationRecords(database), Invitation(workspaceId, email, RecordId.New("inv")));
        Assert.Equal(Effect.Done, await invitations.AddAsync(row, Seed.Entry(workspaceId, "invite"), null));
        var known = await new UserRecords(database).FindByEmailAsync(email);
        var acceptance = known is null ? Newcomer(row, email + workspaceId) : Known(row, known, new PersonProof(null, null), email + workspaceId);
        Assert.True(await invitations.AcceptAsync(acceptance, Seed.Entry(workspaceId, "accept")));
        return (await new MemberRecords(database).ListAsync(workspaceId, 200, null)).Rows.Single(member => member.Email == email);
    }
}
