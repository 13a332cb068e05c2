namespace MzPanel.Data.Audit;

/// <summary>So many refusals of a kind, from an address, within a minute.</summary>
/// <param name="Minute">Its start, unix ms.</param>
/// <param name="Address">Client address.</param>
/// <param name="Action">The code of the refusal.</param>
/// <param name="Count">How many.</param>
public sealed record RefusalCount(long Minute, string Address, string Action, long Count);

/// <summary>Refusals of people who are not signed in, so that they have no workspace whose audit they could stand in.</summary>
public sealed class InstallationLogRecords(Database records)
{
    /// <summary>Adds counts to those of their minute.</summary>
    public Task AddAsync(IReadOnlyCollection<RefusalCount> counts) => records.Control.WriteAsync([.. counts.Select(Add)]);

    /// <summary>The latest counts.</summary>
    public async Task<IReadOnlyList<RefusalCount>> LatestAsync(int limit) => await records.QueryAsync<RefusalCount>(
        "SELECT minute, address, action, count FROM installation_log ORDER BY minute DESC, address, action LIMIT @limit", new { limit });

    /// <summary>Forgets what is older.</summary>
    public Task SweepAsync(long olderThan) =>
        records.Control.WriteAsync([new("DELETE FROM installation_log WHERE minute < @older_than", ("older_than", olderThan))]);

    private static Statement Add(RefusalCount count) => new(
        """
        INSERT INTO installation_log (minute, address, action, count) VALUES (@minute, @address, @action, @count)
        ON CONFLICT (minute, address, action) DO UPDATE SET count = installation_log.count + excluded.count
        """,
        ("minute", count.Minute), ("address", count.Address), ("action", count.Action), ("count", count.Count));
}
