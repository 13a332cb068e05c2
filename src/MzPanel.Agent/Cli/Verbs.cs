using ConsoleAppFramework;
using MzPanel.Agent.Jobs;

namespace MzPanel.Agent.Cli;

/// <summary>What <c>mzagent</c> can be told: a method for each verb, whose parameters are what may follow it and whose comment is its help.</summary>
internal sealed class Verbs(string[] program)
{
    public Func<Task<int>>? Chosen { get; private set; }

    public ConsoleApp.ConsoleAppBuilder Offer()
    {
        var app = ConsoleApp.Create();
        app.Add("register", Register);
        app.Add("run", Run);
        app.Add("engine", Engine);
        app.Add("self-update", SelfUpdate);
        app.Add("version", Version);
        app.Add("cron-exec", CronExec);
        app.Add("x renew-certificates", RenewCertificates);
        app.Add("x restore-firewall", RestoreFirewall);
        app.Add("x guard-firewall", GuardFirewall);
        app.Add("job", Job);
        app.Add("link-free", LinkFree);
        app.Add("self-check", SelfCheck);
        app.Add("update-guard", UpdateGuard);
        app.Add("update-check", UpdateCheck);
        return app;
    }

    /// <summary>Makes this VPS a server of a control plane.</summary>
    /// <param name="url">Address of the control plane.</param>
    /// <param name="token">Install token; better given by MZ_INSTALL_TOKEN or on standard input, as others see arguments.</param>
    /// <param name="pin">Thumbprint of the control plane's signing key (RFC 7638).</param>
    /// <param name="insecure">Accept http off loopback.</param>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void Register(string url, [HideDefaultValue] string? token = null, [HideDefaultValue] string? pin = null, bool insecure = false, [HideDefaultValue] string root = "/") =>
        Choose(() => RegisterVerb.RunAsync(url, token, pin, insecure, new(root)));

    /// <summary>Connects this VPS to its control plane and runs what it is asked.</summary>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void Run([HideDefaultValue] string root = "/") => Choose(() => RunVerb.RunAsync(new(root)));

    /// <summary>Prints one inventory collector's JSON.</summary>
    /// <param name="kind">KIND: services, packages, disks or another collector, or a read-only kind; a wrong one is answered with all of them.</param>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void Engine([Argument] string kind, [HideDefaultValue] string root = "/")
    {
        if (!EngineVerb.Knows(kind))
            throw new ArgumentParseFailedException($"There is no {kind}, only {EngineVerb.Kinds}.");
        Choose(() => EngineVerb.RunAsync(kind, new(root)));
    }

    /// <summary>Puts another program in the place of this agent's.</summary>
    /// <param name="url">Address of the program.</param>
    /// <param name="sha256">SHA-256 of the program.</param>
    /// <param name="restart">Have the running agent begin anew with it.</param>
    /// <param name="insecure">Accept http off loopback.</param>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void SelfUpdate(string url, string sha256, bool restart = false, bool insecure = false, [HideDefaultValue] string root = "/")
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            throw new ArgumentParseFailedException("--sha256 must be 64 digits of 0-9 and a-f.");
        Choose(() => SelfUpdateVerb.RunAsync(url, sha256, restart, insecure, new(root)));
    }

    /// <summary>Prints the version.</summary>
    private void Version() => Choose(VersionVerb.RunAsync);

    /// <summary>Runs a cron entry of this VPS once.</summary>
    /// <param name="entry">Name of the entry.</param>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void CronExec([Argument] string entry, [HideDefaultValue] string root = "/") => Choose(() => CronExecVerb.RunAsync(entry, new(root)));

    /// <summary>Renews the certificates of the sites that are due.</summary>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void RenewCertificates([HideDefaultValue] string root = "/") => Choose(() => ChoreVerb.RenewCertificatesAsync(new(root)));

    /// <summary>Loads the confirmed rules of the firewall.</summary>
    /// <param name="root">Directory that stands before every path the agent reads or writes: / by default.</param>
    private void RestoreFirewall([HideDefaultValue] string root = "/") => Choose(() => ChoreVerb.RestoreFirewallAsync(new(root)));

    [Hidden]
    private void GuardFirewall([Argument] string trial, bool stay = false, string root = "/") => Choose(() => ChoreVerb.GuardFirewallAsync(trial, stay, new(root)));

    [Hidden]
    private void Job([Argument] string dir) => Choose(() => JobWorker.RunAsync(dir));

    [Hidden]
    private void LinkFree(params string[] @in) => Choose(() => LinkFreeVerb.Become(@in, program), takesProgram: true);

    [Hidden]
    private void SelfCheck(string root = "/") => Choose(() => SelfCheckVerb.RunAsync(new(root)));

    [Hidden]
    private void UpdateGuard(bool supervised = false, string root = "/") => Choose(() => UpdateGuardVerb.RunAsync(new(root), supervised));

    [Hidden]
    private void UpdateCheck(string root = "/") => Choose(() => UpdateCheckVerb.RunAsync(new(root)));

    private void Choose(Func<Task<int>> verb, bool takesProgram = false) => Chosen = program.Length > 0 == takesProgram ? verb
        : throw new ArgumentParseFailedException(takesProgram ? "A program must stand behind --." : "Nothing may stand behind --.");
}
