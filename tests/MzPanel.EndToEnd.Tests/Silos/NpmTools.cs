using System.Diagnostics;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>A copy of a folder of these tests, with what its lock file names installed.</summary>
public abstract class NpmTools(string folder) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly TempDirectory directory = new();

    /// <summary>Where the copy is.</summary>
    public string Place => directory.Path;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Programs.Root, "tests/MzPanel.EndToEnd.Tests", folder)))
            File.Copy(file, Path.Combine(Place, Path.GetFileName(file)));
        var (code, said) = await RunAsync("npm", [], "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Assert.True(code == 0, said);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        directory.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs one of the tools there; its exit code and what it said.</summary>
    internal Task<(int Code, string Said)> RunAsync(string program, (string Name, string Value)[] environment, params string[] arguments) =>
        RunInAsync(Place, program, environment, arguments);

    /// <summary>The same in another directory.</summary>
    private protected static async Task<(int Code, string Said)> RunInAsync(
        string directory, string program, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }
}
