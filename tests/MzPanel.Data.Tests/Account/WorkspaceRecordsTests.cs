using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Team;
using MzPanel.Data.Tests.Team;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class WorkspaceRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private WorkspaceRecords Workspaces => new(Database);

    [Fact]
    public async Task It_is_renamed_for_the_version_that_was_seen()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var before = (await Workspaces.FindAsync(ada.Session.WorkspaceId))!;

        Assert.True(await RenameAsync(before, "One"));
        Assert.False(await RenameAsync(before, "Two"));

        Assert.Equal(before with { Name = "One", Version = before.Version + 1 }, await Workspaces.FindAsync(before.Id));
        Assert.Equal(1, await CountAsync("audit WHERE action = 'rename'"));
    }

    [Fact]
    public async Task Closed_it_ends_everything_but_what_belongs_elsewhere()
    {
        var (ada, eve) = (await AccountSeed.SignedUpAsync(Database, "ada@example.org"), await AccountSeed.SignedUpAsync(Database, "eve@example.org"));
        var workspace = ada.Session.WorkspaceId;
        await TeamSeed.JoinAsync(Database, workspace, "eve@example.org");
        await new InvitationRecords(Database).AddAsync(TeamSeed.Invitation(workspace, "bob@example.org"), Seed.Entry(workspace, "invite"), null);
        var (own, foreign) = (await Seed.ServerAsync(workspace), await Seed.ServerAsync(eve.Session.WorkspaceId));
        var (queued, other) = (await Seed.JobAsync(own), await Seed.JobAsync(foreign));
        var running = await Seed.OfferedAsync(own, await Seed.ConnectAsync(own.Id), slot: 1);

        Assert.Equal(Effect.Missed, await CloseAsync(workspace, "test"));
        Assert.Equal(Effect.Done, await CloseAsync(workspace, "Test"));
        Assert.Equal(Effect.Missed, await CloseAsync(workspace, "Test"));

        Assert.Null(await Workspaces.FindAsync(workspace));
        Assert.Equal([own.Id], await Workspaces.ServersOfClosedAsync(workspace));
        Assert.Equal((JobStatus.Cancelled, JobStatus.Offered, JobStatus.Queued), (await StatusAsync(queued), await StatusAsync(running), await StatusAsync(other)));
        Assert.Equal((1L, 1L), (await CountAsync("audit WHERE action = 'close'"), await CountAsync($"audit WHERE action = 'job.cancel' AND job_id = '{queued.Id}'")));
        Assert.Equal((0L, 0L, 0L), (await CountAsync("invitations"), await CountAsync($"sessions WHERE workspace_id = '{workspace}'"), await CountAsync($"members WHERE workspace_id = '{workspace}'")));
        Assert.Null(await new UserRecords(Database).FindByEmailAsync("ada@example.org"));
        Assert.Equal(1, await CountAsync($"sessions WHERE id = '{eve.Session.Id}'"));
        Assert.Equal(0, await CountAsync($"servers WHERE id = '{foreign.Id}' AND deleted_at IS NOT NULL"));
    }

    [Fact]
    public async Task Under_one_key_it_is_closed_once_and_the_second_hears_the_first_answer()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 204, "", null, 5_000);

        Assert.Equal([Effect.Done, Effect.KeyTaken], new[] { await CloseAsync(ada.Session.WorkspaceId, "Test", key), await CloseAsync(ada.Session.WorkspaceId, "Test", key) });
    }

    [Fact]
    public async Task Who_accepts_while_it_is_closed_is_a_member_of_nothing_or_loses_it_at_once()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var (workspace, invitations) = (ada.Session.WorkspaceId, new InvitationRecords(Database));
        var row = TeamSeed.Invitation(workspace, "bob@example.org");
        await invitations.AddAsync(row, Seed.Entry(workspace, "invite"), null);

        await Task.WhenAll(CloseAsync(workspace, "Test"), invitations.AcceptAsync(TeamSeed.Newcomer(row), Seed.Entry(workspace, "accept")));

        Assert.Equal((0L, 0L), (await CountAsync("members"), await CountAsync("sessions")));
        Assert.Null(await new UserRecords(Database).FindByEmailAsync("bob@example.org"));
    }

    [Fact]
    public async Task Without_its_audit_row_it_stays_open()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        await RefuseInsertsAsync("audit", "NEW.action = 'close'");

        await Assert.ThrowsAnyAsync<Exception>(() => CloseAsync(ada.Session.WorkspaceId, "Test"));

        Assert.NotNull(await Workspaces.FindAsync(ada.Session.WorkspaceId));
        Assert.Equal(1, await CountAsync("sessions"));
    }

    private Task<bool> RenameAsync(WorkspaceRow before, string name) => Workspaces.ChangeAsync(before, before with { Name = name }, Seed.Entry(before.Id, "rename"));

    private Task<Effect> CloseAsync(string id, string name, IdempotencyCommit? key = null) => Workspaces.CloseAsync(id, name, Seed.Entry(id, "close"), key);

    private Task<string?> StatusAsync(JobRow job) => ScalarAsync<string>("SELECT status FROM jobs WHERE id = @Id", new { job.Id });

    private Task<long> CountAsync(string what) => ScalarAsync<long>("SELECT count(*) FROM " + what);
}

public sealed class SqliteWorkspaceRecordsTests() : WorkspaceRecordsTests(postgres: false);

public sealed class PostgresWorkspaceRecordsTests() : WorkspaceRecordsTests(postgres: true);
