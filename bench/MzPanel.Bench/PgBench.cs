using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace MzPanel.Bench;

/// <summary>PostgreSQL's own load program: commits of one small row a second.</summary>
internal static partial class PgBench
{
    public static async Task<double> RateAsync(string database, string statement, int clients, TimeSpan span)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, statement + ";\n");
        string[] arguments =
        [
            "-h", to.Host!, "-p", to.Port.ToString(CultureInfo.InvariantCulture), "-U", to.Username!, "-n", "-M", "prepared", "-j", "2",
            "-c", clients.ToString(CultureInfo.InvariantCulture), "-T", span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "-f", script, to.Database!,
        ];
        using var process = Process.Start(new ProcessStartInfo(Postgres.Program("pgbench"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(script);
        return Rate().Match(said) is { Success: true } found ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("pgbench: " + said + await errors);
    }

    [GeneratedRegex("tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
