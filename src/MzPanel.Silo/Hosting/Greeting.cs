using System.Reflection;
using MzPanel.Data;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Hosting;

/// <summary>Tells the person at the console what runs where.</summary>
internal sealed class Greeting(SiloAddresses addresses, PublicUrl url, DatabaseOptions records) : IHostedLifecycleService
{
    public static string Version { get; } =
        typeof(Greeting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var exposed in addresses.Exposed)
            Console.WriteLine($"Warning: {exposed.GetLeftPart(UriPartial.Authority)} is not encrypted and can be reached from outside. Set Tls:CertificateFile and Tls:KeyFile, or put a proxy with TLS before it.");
        Console.WriteLine($"""
            MzPanel {Version} is running. Ctrl-C stops it.
              API      {url.Text}/v1
              Records  {(records.Postgres is null ? "SQLite in " + records.DataDirectory : "PostgreSQL; files in " + records.DataDirectory)}
              Health   {string.Join(" ", addresses.Management.DefaultIfEmpty(url.Url).Select(u => u.GetLeftPart(UriPartial.Authority) + "/healthz/ready"))}
            """);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
