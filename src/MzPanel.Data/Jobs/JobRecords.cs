using System.Collections.ObjectModel;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;
using MzPanel.Data.Sites;
using MzPanel.Data.Storage;

namespace MzPanel.Data.Jobs;

/// <summary>Jobs and their attempts. Only <c>JobGrain</c> writes here; who reads for a caller names the caller's workspace.</summary>
public sealed class JobRecords(Database records)
{
    /// <summary>
    /// Puts a job into the queue of its server, with its audit row and the answer of its idempotency key. Where
    /// <see cref="JobRow.Place"/> is taken already, it gets the next one.
    /// </summary>
    /// <param name="job">The job, queued.</param>
    /// <param name="audit">What to say about it.</param>
    /// <param name="key">Answer to keep.</param>
    /// <param name="maxQueued">Places in the queue.</param>
    /// <param name="offer">
    /// Where it may start at once: its first transition, in the same transaction. It takes place only under the epoch it names, where
    /// no job of its lane waits and none holds its slot; else the job is queued.
    /// </param>
    /// <param name="site">Where it is about a site, what must hold for that: the site's row is made or changed with the job's.</param>
    public async Task<CreateOutcome> CreateAsync(
        JobRow job, AuditEntry audit, IdempotencyCommit? key, int maxQueued, FirstOffer? offer = null, SiteTerms? site = null)
    {
        try
        {
            var op = JobSql.Create(job, audit, key, maxQueued, offer, SiteAsk.Of(job, site), records.Now);
            var affected = await records.Control.WriteAsync(op.Statements);
            records.Bell.Ring(job.WorkspaceId);
            return op.Claimed is { } claim && affected[claim] == 0 && affected[0] > 0 ? CreateOutcome.KeyTaken
                : affected[op.Made] == 0 ? await WhyNotAsync(job, site)
                : op.Offered is { } offered && affected[offered] > 0 ? CreateOutcome.Offered
                : CreateOutcome.Created;
        }
        catch (RecordConflictException e) when (e.Constraint == "site_domains_pkey")
        {
            return CreateOutcome.DomainTaken;
        }
        catch (RecordConflictException e) when (e.Constraint == "jobs_pkey")
        {
            // Ids are random: this is the same job again, after a commit whose outcome was not known.
            return CreateOutcome.Created;
        }
        catch (RecordConflictException e) when (e.Constraint == "job_lane" && offer is not null)
        {
            // Another silo took the slot in the same moment: this one waits its turn.
            return await CreateAsync(job, audit, key, maxQueued, offer: null, site);
        }
    }

    /// <summary>
    /// Makes a transition where <paramref name="before"/> is still the stored version: writes every mutable column of
    /// <paramref name="after"/> but the log's end, raises the version by one, writes the attempt and the audit row.
    /// </summary>
    /// <param name="before">As read.</param>
    /// <param name="after">As it shall be; its <see cref="JobRow.Version"/> does not count.</param>
    /// <param name="audit">What to say about it.</param>
    /// <param name="epoch">Where an agent drives the change, the epoch of its connection: an older one changes nothing.</param>
    /// <returns><see langword="false"/> where somebody else moved it, or the epoch is over: read again.</returns>
    /// <exception cref="RecordConflictException"><c>job_lane</c>: the lane slot is taken.</exception>
    public async Task<bool> MoveAsync(JobRow before, JobRow after, AuditEntry audit, long? epoch) =>
        await MoveAsync(before, after, audit, epoch, key: null) == Effect.Done;

    /// <summary>The same under an idempotency key, whose answer commits with the transition.</summary>
    public async Task<Effect> MoveAsync(JobRow before, JobRow after, AuditEntry audit, long? epoch, IdempotencyCommit? key)
    {
        var effect = await JobSql.MoveAsync(records.Control, new JobMove(before, after, audit, epoch, records.Now), key);
        records.Bell.Ring(before.WorkspaceId);
        return effect;
    }

    /// <summary>A job, for grains.</summary>
    public Task<JobRow?> FindAsync(string jobId) => records.FirstAsync<JobRow>(JobSql.Select + " WHERE j.id = @jobId", new { jobId });

    /// <summary>A job, for a caller of that workspace.</summary>
    public Task<JobRow?> FindAsync(string workspaceId, string jobId) =>
        records.FirstAsync<JobRow>(JobSql.Select + " WHERE j.id = @jobId AND j.workspace_id = @workspaceId", new { workspaceId, jobId });

    /// <summary>Jobs of a workspace by id.</summary>
    public async Task<IReadOnlyList<JobRow>> FindAsync(string workspaceId, IReadOnlyCollection<string> ids) => await records.QueryAsync<JobRow>(
        $"{JobSql.Select} WHERE j.workspace_id = @workspaceId AND j.id {records.OneOf("ids")}", new { workspaceId, ids });

    /// <summary>What a server's queue is made of: jobs not yet terminal, and lost ones that still keep their lane taken, by place.</summary>
    public async Task<IReadOnlyList<JobRow>> UnsettledAsync(string serverId) =>
        await records.QueryAsync<JobRow>(JobSql.SelectUnsettled, new { serverId, now = records.Now });

    /// <summary>The jobs that commands belong to, in any state, also by commands of older attempts.</summary>
    public async Task<IReadOnlyList<JobRow>> ByCommandsAsync(string serverId, IReadOnlyCollection<string> commandIds) => await records.QueryAsync<JobRow>(
        $"""
        {JobSql.Select} WHERE j.server_id = @serverId
          AND j.id IN (SELECT a.job_id FROM job_attempts a WHERE a.command_id {records.OneOf("commands")}) ORDER BY j.place
        """,
        new { serverId, commands = CleanText.All(commandIds) });

    /// <summary>Which job each command belongs to, also commands of older attempts; ids by command id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OwnersAsync(string serverId, IReadOnlyCollection<string> commandIds)
    {
        if (commandIds.Count == 0)
            return ReadOnlyDictionary<string, string>.Empty;
        var rows = await records.QueryAsync<CommandOwner>(
            $"""
            SELECT a.command_id, a.job_id FROM job_attempts a JOIN jobs j ON j.id = a.job_id
            WHERE j.server_id = @serverId AND a.command_id {records.OneOf("commands")}
            """,
            new { serverId, commands = CleanText.All(commandIds) });
        return rows.ToDictionary(r => r.CommandId, r => r.JobId);
    }

    /// <summary>Ended jobs of a server whose log still has holes or lacks its end, newest first: an agent that keeps no lines leaves them.</summary>
    public async Task<IReadOnlyList<JobRow>> OpenLogsAsync(string serverId, int limit) => await records.QueryAsync<JobRow>(
        JobSql.Select + " WHERE j.server_id = @serverId AND j.last_seq > COALESCE(p.log_end, 0) AND j.finished_at IS NOT NULL ORDER BY j.place DESC LIMIT @limit",
        new { serverId, limit });

    /// <summary>Jobs of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<JobRow> Rows, string? Next)> ListAsync(string workspaceId, JobFilter filter, int limit, string? cursor) =>
        new ListQuery(JobSql.Select, "j.created_at", "j.id")
            .Where("j.workspace_id = @workspace", "workspace", workspaceId)
            .Where($"j.server_id {records.OneOf("servers")}", "servers", filter.WithinServers)
            .Where($"j.site_id {records.OneOf("sites")}", "sites", filter.WithinSites)
            .Where(filter.OnlyOfSites ? "j.site_id IS NOT NULL" : null)
            .Where("j.server_id = @server", "server", filter.ServerId)
            .Where("j.site_id = @site", "site", filter.SiteId)
            .Where("j.status = @status", "status", filter.Status)
            .Where("j.kind = @kind", "kind", filter.Kind)
            .Where("j.id IN (SELECT r.job_id FROM rollout_servers r WHERE r.rollout_id = @rollout)", "rollout", filter.RolloutId)
            .Where("j.created_at >= @from", "from", filter.From)
            .Where("j.created_at < @to", "to", filter.To)
            .PageAsync<JobRow>(records, limit, cursor, job => new PageCursor(job.CreatedAt, job.Id));

    /// <summary>How many jobs wait and how many are under way, per server that has any.</summary>
    public async Task<IReadOnlyDictionary<string, (int Queued, int Running)>> CountsAsync(IReadOnlyCollection<string> serverIds)
    {
        var counts = await records.QueryAsync<(string Server, int Queued, int Running)>(
            $"""
            SELECT server_id, sum(CASE WHEN status = 'queued' THEN 1 ELSE 0 END), sum(CASE WHEN status = 'queued' THEN 0 ELSE 1 END)
            FROM jobs WHERE status IN {JobSql.Unsettled} AND server_id {records.OneOf("servers")} GROUP BY server_id
            """,
            new { servers = CleanText.All(serverIds) });
        return counts.ToDictionary(c => c.Server, c => (c.Queued, c.Running));
    }

    /// <summary>
    /// Servers that have something to do though nobody may be awake to do it: those with overdue queued jobs first, then those
    /// with unsettled ones, in random order so that a limit starves none.
    /// </summary>
    public async Task<IReadOnlyList<string>> ServersWithDueWorkAsync(long now, int limit) => await records.QueryAsync<string>(
        $"""
        SELECT server_id FROM jobs WHERE status IN {JobSql.Unsettled} GROUP BY server_id
        ORDER BY max(CASE WHEN status = 'queued' AND queue_deadline <= @now THEN 1 ELSE 0 END) DESC, random() LIMIT @limit
        """,
        new { now, limit });

    private async Task<CreateOutcome> WhyNotAsync(JobRow job, SiteTerms? site)
    {
        if (await records.FirstAsync<long>(
            "SELECT count(*) FROM servers WHERE id = @ServerId AND workspace_id = @WorkspaceId AND deleted_at IS NULL", new { job.ServerId, job.WorkspaceId }) == 0)
            return CreateOutcome.ServerGone;
        if (!SiteSql.Concerns(job))
            return CreateOutcome.QueueFull;
        var sites = new SiteRecords(records);
        if (SiteSql.Makes(job))
            return site?.Quota is { } quota && await sites.CountAsync(job.WorkspaceId) >= quota ? CreateOutcome.SiteQuota : CreateOutcome.QueueFull;
        return await sites.FindAsync(job.WorkspaceId, job.SiteId!) switch
        {
            null => CreateOutcome.SiteGone,
            { Status: SiteStatus.Deleting } => CreateOutcome.SiteLeaving,
            { } found when site?.IfVersion is { } version && version != found.Version => CreateOutcome.SiteChanged,
            _ => CreateOutcome.QueueFull,
        };
    }

    private sealed record CommandOwner
    {
        public string CommandId { get; init; } = "";

        public string JobId { get; init; } = "";
    }
}
