using System.Net.Sockets;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites.Php;

/// <summary>The process manager of one PHP version.</summary>
internal sealed class PhpFpm(CommandContext context, string version, TimeProvider time)
{
    private static readonly TimeSpan SocketLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Daemon daemon = new(context, $"php{version}-fpm", "php-fpm", $"/run/php/php{version}-fpm.pid", time);

    public string Version => version;

    private string Program => ProgramOf(version);

    private string MainPath => context.Root.Resolve($"/etc/php/{version}/fpm/php-fpm.conf");

    private string[] Own => context.Root.IsHost ? [] : ["--fpm-config", MainPath];

    private string PoolDirectory => context.Root.Resolve($"/etc/php/{version}/fpm/pool.d");

    public static string ProgramOf(string version) => "php-fpm" + version;

    public bool Runs => daemon.Runs;

    /// <summary>The newest version that is installed.</summary>
    public static string? Newest() => Directory.EnumerateFiles("/usr/sbin", "php-fpm*.*").Select(f => Path.GetFileName(f)["php-fpm".Length..])
        .Where(v => System.Version.TryParse(v, out _)).OrderByDescending(System.Version.Parse).FirstOrDefault();

    public void CheckInstalled()
    {
        if (!ProgramFinder.Has(Program))
            throw SiteException.Missing(Program, $"php{version}-fpm");
    }

    /// <summary>The main file of a sandbox, which a VPS has from its package.</summary>
    public WantedFile MainFile() => new(MainPath, Main());

    public async Task CheckAsync(CancellationToken cancelled)
    {
        // PHP-FPM calls a configuration without any pool a fault; then it is stopped, and that is all.
        if (!HasPools())
            return;
        PrepareRun();
        var code = await context.RunAsync(new ProgramCall(Program, [.. Own, "--test"]), cancelled);
        if (code != 0)
            throw new SiteException("config_refused", $"{Program} --test refused the configuration with exit code {code}; what it said is in the log.");
    }

    public async Task ReloadAsync(CancellationToken cancelled)
    {
        PrepareRun();
        var code = HasPools()
            ? await daemon.ReloadAsync(Libc.User2, new ProgramCall(Program, [.. Own, "--daemonize"]), cancelled)
            : await daemon.StopAsync(cancelled);
        if (code != 0)
            throw new SiteException("reload_failed", $"{Program} did not take the configuration over (exit code {code}); what it said is in the log.");
    }

    /// <summary>As it was: one that did not run is not started.</summary>
    public Task RestoreAsync(CancellationToken cancelled) => daemon.Runs ? ReloadAsync(cancelled) : Task.CompletedTask;

    /// <summary>Waits until a pool takes connections: a reload answers before it does.</summary>
    public async Task ListensAsync(string socket, CancellationToken cancelled)
    {
        var start = time.GetTimestamp();
        while (!Answers(socket))
        {
            if (time.GetElapsedTime(start) > SocketLimit)
                throw new SiteException("not_serving", $"{Program} runs but does not listen on {socket}.");
            await Task.Delay(Look, time, cancelled);
        }
    }

    private static bool Answers(string socket)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void PrepareRun() => SystemFile.MakeDirectory(context.Root.Resolve("/run/php"), SystemFile.ReadableDirectory);

    private bool HasPools() => Directory.Exists(PoolDirectory) && Directory.EnumerateFiles(PoolDirectory, "*.conf").Any();

    private string Main() => $"""
        [global]
        pid = {ConfigText.Value(context.Root.Resolve($"/run/php/php{version}-fpm.pid"))}
        error_log = {ConfigText.Value(context.Root.Resolve($"/var/log/php{version}-fpm.log"))}
        include = {ConfigText.Value(PoolDirectory)}/*.conf

        """;
}
