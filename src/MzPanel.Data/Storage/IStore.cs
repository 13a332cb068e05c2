using System.Data.Common;
using Npgsql;

namespace MzPanel.Data.Storage;

/// <summary>One of the two databases.</summary>
internal interface IStore : IAsyncDisposable
{
    RecordWriter Control { get; }

    RecordWriter Log { get; }

    NpgsqlDataSource? Postgres { get; }

    Task<DbConnection> ReadAsync(CancellationToken ct);

    Task RunApartAsync(IReadOnlyList<Statement> op);
}

/// <summary>Runs work in a transaction of its own.</summary>
internal interface ITransactor
{
    Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken ct);
}

/// <summary>The one connection of a writer.</summary>
internal interface IWriteSession
{
    /// <summary>Carries out a group in one transaction and fills in what each operation affected; throws with nothing changed.</summary>
    ValueTask RunAsync(IReadOnlyList<PendingOp> group);
}
