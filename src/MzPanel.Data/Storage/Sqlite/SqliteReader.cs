using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>The loan of a reading connection: it goes back when this is disposed, and cannot be used by this after that.</summary>
internal sealed class SqliteReader(SqliteReadSession session, Action<SqliteReadSession> giveBack) : DbConnection
{
    private readonly SqliteConnection connection = session.Connection;
    private SqliteReadSession? lent = session;

    [AllowNull]
    public override string ConnectionString
    {
        get => connection.ConnectionString;
        set => throw new NotSupportedException();
    }

    public override string Database => connection.Database;

    public override string DataSource => connection.DataSource;

    public override string ServerVersion => connection.ServerVersion;

    public override ConnectionState State => lent is null ? ConnectionState.Closed : ConnectionState.Open;

    public override void Open() => ObjectDisposedException.ThrowIf(lent is null, this);

    public override void Close()
    {
        if (Interlocked.Exchange(ref lent, null) is { } mine)
            giveBack(mine);
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand()
    {
        ObjectDisposedException.ThrowIf(lent is null, this);
        return lent.Command();
    }

    protected override void Dispose(bool disposing)
    {
        Close();
        base.Dispose(disposing);
    }
}
