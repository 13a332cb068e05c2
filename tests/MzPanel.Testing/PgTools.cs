using System.Diagnostics;

namespace MzPanel.Testing;

/// <summary>PostgreSQL's programs. They refuse to run as root, so root runs them as the user <c>postgres</c>.</summary>
internal static class PgTools
{
    public static ProcessStartInfo Command(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (Environment.UserName == "root")
            Add(start, "setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "QUIT", Path(program));
        else
            Add(start, "setpriv", "--pdeathsig", "QUIT", Path(program));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Command(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program}: {await output}{errors}");
    }

    private static void Add(ProcessStartInfo start, string program, params string[] arguments)
    {
        start.FileName = program;
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
    }

    private static string Path(string program) =>
        Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => $"{version}/bin/{program}").FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"PostgreSQL's {program} is not installed (Debian: apt-get install postgresql).");
}
