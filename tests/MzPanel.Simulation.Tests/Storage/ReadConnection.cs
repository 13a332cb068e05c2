using Microsoft.Data.Sqlite;

namespace MzPanel.Simulation.Tests.Storage;

/// <summary>
/// The one connection that all of a schedule reads on. Whoever has read gives it back by disposing it, which closes nothing.
/// A planted defect may change what is asked.
/// </summary>
internal sealed class ReadConnection(string connectionString, Func<string, string> rewrite) : SqliteConnection(connectionString)
{
    public override SqliteCommand CreateCommand() => new Rewritten(rewrite) { Connection = this };

    public override void Close()
    {
    }

    public void End() => base.Close();

    protected override void Dispose(bool disposing) => base.Dispose(disposing: false);

    private sealed class Rewritten(Func<string, string> rewrite) : SqliteCommand
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string CommandText
        {
            get => base.CommandText;
            set => base.CommandText = rewrite(value ?? "");
        }
    }
}
