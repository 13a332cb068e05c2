namespace MzPanel.Data.Account;

/// <summary>First-run tokens; all of them are good until the installation is set up.</summary>
public sealed class SetupTokenRecords(Database records)
{
    /// <summary>Makes a token good, by its SHA-256; one that was used is good again where nobody has an account any more.</summary>
    public Task AddAsync(byte[] hash) => records.Control.WriteAsync(
    [
        new(
            """
            INSERT INTO setup_tokens (hash, created_at) VALUES (@hash, @now) ON CONFLICT (hash) DO UPDATE SET used_at = NULL
            WHERE NOT EXISTS (SELECT 1 FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL)
            """,
            ("hash", hash), ("now", records.Now)),
    ]);

    /// <summary>Whether a token is good.</summary>
    public async Task<bool> IsGoodAsync(byte[] hash) =>
        await records.FirstAsync<long>("SELECT count(*) FROM setup_tokens WHERE hash = @hash AND used_at IS NULL", new { hash }) > 0;
}
