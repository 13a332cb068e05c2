using System.Diagnostics;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>The programs under test as the build left them.</summary>
internal static class Programs
{
    public static string Silo => Path.Combine(Root, "src/MzPanel.Silo/bin/Debug/net10.0/MzPanel.Silo");

    public static string Agent => Path.Combine(Root, "src/MzPanel.Agent/bin/Debug/net10.0/mzagent");

    public static string Root
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "MzPanel.sln")))
                directory = directory.Parent ?? throw new InvalidOperationException("The tests run from the repository.");
            return directory.FullName;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments) =>
        RunAsync(program, TimeSpan.FromSeconds(60), arguments);

    /// <summary>The same for one that takes longer.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string program, TimeSpan atMost, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(atMost);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
