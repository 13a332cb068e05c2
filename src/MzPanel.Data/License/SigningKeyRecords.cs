using System.Data.Common;
using Dapper;
using MzPanel.Data.Storage.Postgres;

namespace MzPanel.Data.License;

/// <summary>The signing keys of the installation; at most one current and one next.</summary>
public sealed class SigningKeyRecords(Database records)
{
    private const string Select = "SELECT kid, state, public_jwk, sealed, created_at, activated_at, retired_at FROM signing_keys ORDER BY created_at, kid";

    private const string Upsert = """
        INSERT INTO signing_keys (kid, state, public_jwk, sealed, created_at, activated_at, retired_at)
        VALUES (@Kid, @State, @PublicJwk, @Sealed, @CreatedAt, @ActivatedAt, @RetiredAt)
        ON CONFLICT (kid) DO UPDATE SET state = excluded.state, activated_at = excluded.activated_at, retired_at = excluded.retired_at
        """;

    /// <summary>Every key, oldest first.</summary>
    public async Task<IReadOnlyList<SigningKeyRow>> LoadAsync() => await records.QueryAsync<SigningKeyRow>(Select);

    /// <summary>
    /// Makes or rolls keys under a lock that all silos share: <paramref name="change"/> sees every key and returns the new and
    /// the changed ones, none where there is nothing to do. It runs once and must not wait for anything.
    /// </summary>
    /// <returns>Every key afterwards, oldest first.</returns>
    public Task<IReadOnlyList<SigningKeyRow>> ChangeAsync(Func<IReadOnlyList<SigningKeyRow>, IReadOnlyList<SigningKeyRow>> change) =>
        records.Control.TransactAsync(async (connection, transaction, _) =>
        {
            if (records.IsPostgres)
                await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@LockKey)", new { PostgresMigrations.LockKey }, transaction);
            var before = await LoadAsync(connection, transaction);
            // Who leaves a state goes before who enters it.
            foreach (var row in change(before).OrderBy(k => k.State != SigningKeyState.Retired).ThenBy(k => k.State != SigningKeyState.Current))
                await connection.ExecuteAsync(Upsert, row, transaction);
            return await LoadAsync(connection, transaction);
        });

    private static async Task<IReadOnlyList<SigningKeyRow>> LoadAsync(DbConnection connection, DbTransaction transaction) =>
        (await connection.QueryAsync<SigningKeyRow>(Select, transaction: transaction)).AsList();
}
