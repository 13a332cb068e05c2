using System.Globalization;

namespace MzPanel.Testing;

/// <summary>One running <c>postgres</c>.</summary>
internal sealed class PgProcess(TiedProcess process)
{
    private const int Interrupt = 2;
    private const int Quit = 3;
    private static readonly string[] Defaults =
    [
        "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=300", "shared_buffers=32MB",
        "autovacuum=off", "log_min_messages=panic",
    ];

    public static PgProcess Start(string directory, int port, string[] settings)
    {
        string[] all =
        [
            "-D", directory, "-p", port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", "",
            .. Defaults.Concat(settings).SelectMany(setting => new[] { "-c", setting }),
        ];
        return new PgProcess(TiedProcess.Start(PgTools.Command("postgres", all)));
    }

    /// <summary>Immediate shutdown: to the records the same as a crash, and what is left behind is thrown away with the directory.</summary>
    public void Stop() => process.End(Quit);

    /// <summary>Fast shutdown, as an administrator would: clients are sent away, everything is written down.</summary>
    public void ShutDown() => process.End(Interrupt);

    /// <summary>kill -9 of the server and all its processes.</summary>
    public void Kill() => process.KillAll();
}
