using MzPanel.Data.Audit;

namespace MzPanel.Data.Tests.Audit;

public abstract class AuditRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private AuditRecords Audit => new(Database);

    [Fact]
    public async Task A_row_is_read_back_as_it_was_written()
    {
        var entry = new AuditEntry
        {
            WorkspaceId = "wks_1", Actor = new("user", "usr_1", "a@example.org"), Action = "server.create", Subject = ("server", "srv_1"),
            ServerId = "srv_1", JobId = "job_1", Outcome = "denied", RequestId = "req_1", Address = "::1", Details = """{"a":"\u0000"}""",
        };
        await Audit.AddAsync(entry);

        var row = Assert.Single((await Audit.ListAsync("wks_1", new(), 50, null)).Rows);

        Assert.Equal(("user", "usr_1", "a@example.org", "server.create", "server", "srv_1"), (row.ActorType, row.ActorId, row.ActorName, row.Action, row.SubjectType, row.SubjectId));
        Assert.Equal(("srv_1", "job_1", "denied", "req_1", "::1", """{"a":"\u0000"}"""), (row.ServerId, row.JobId, row.Outcome, row.RequestId, row.Address, row.Details));
    }

    [Fact]
    public async Task A_workspace_sees_its_own_rows_newest_first_page_by_page()
    {
        for (var i = 0; i < 7; i++)
            await Audit.AddAsync(Entry("wks_1", $"a{i}"));
        await Audit.AddAsync(Entry("wks_2", "foreign"));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var (rows, next) = await Audit.ListAsync("wks_1", new(), 3, cursor);
            seen.AddRange(rows.Select(r => r.Action));
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(["a6", "a5", "a4", "a3", "a2", "a1", "a0"], seen);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        await Audit.AddAsync(Entry("wks_1", "a") with { ServerId = "srv_1" });
        await Audit.AddAsync(Entry("wks_1", "b") with { JobId = "job_1" });
        await Audit.AddAsync(Entry("wks_1", "c") with { Actor = new("user", "usr_2", "b@example.org") });

        Assert.Equal(["a"], await ActionsAsync(new(ServerId: "srv_1")));
        Assert.Equal(["b"], await ActionsAsync(new(JobId: "job_1")));
        Assert.Equal(["c"], await ActionsAsync(new(Actor: "usr_2")));
        Assert.Equal(["c"], await ActionsAsync(new(Actor: "b@example.org")));
        Assert.Equal(["a"], await ActionsAsync(new(Action: "a")));
        Assert.Empty(await ActionsAsync(new(To: 1)));
        Assert.Equal(3, (await ActionsAsync(new(From: 1))).Length);
    }

    [Fact]
    public async Task Counts_of_a_minute_add_up()
    {
        var log = new InstallationLogRecords(Database);

        await log.AddAsync([new(60_000, "::1", "unauthenticated", 2), new(60_000, "::1", "rate_limited", 1)]);
        await log.AddAsync([new(60_000, "::1", "unauthenticated", 3), new(120_000, "::1", "unauthenticated", 1)]);
        var all = await log.LatestAsync(10);
        await log.SweepAsync(120_000);

        Assert.Equal([new(120_000, "::1", "unauthenticated", 1), new(60_000, "::1", "rate_limited", 1), new(60_000, "::1", "unauthenticated", 5)], all);
        Assert.Single(await log.LatestAsync(10));
    }

    private static AuditEntry Entry(string workspaceId, string action) => MzPanel.Testing.Seed.Entry(workspaceId, action);

    private async Task<string[]> ActionsAsync(AuditFilter filter) => [.. (await Audit.ListAsync("wks_1", filter, 50, null)).Rows.Select(r => r.Action)];
}

public sealed class SqliteAuditRecordsTests() : AuditRecordsTests(postgres: false);

public sealed class PostgresAuditRecordsTests() : AuditRecordsTests(postgres: true);
