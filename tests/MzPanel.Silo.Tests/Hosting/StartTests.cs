using System.Net;
using System.Net.Sockets;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class StartTests
{
    [Fact]
    public async Task A_silo_on_an_empty_directory_becomes_ready_and_shows_its_keys()
    {
        using var directory = new TempDirectory();
        await using var silo = await SiloApp.BuildAsync(Args(directory));
        await silo.StartAsync();
        using var http = new HttpClient { BaseAddress = silo.Url.Url };
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync("GET", "/healthz/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync("GET", "/healthz/live")).Status);
        var keys = (await http.SendAsync("GET", "/.well-known/jwks.json")).Json.GetProperty("keys");
        Assert.Equal(["", "next"], keys.EnumerateArray().Select(k => k.TryGetProperty("mz_use", out var use) ? use.GetString() : ""));
        Assert.Equal("not_found", (await http.SendAsync("GET", "/nowhere")).Code);
        await silo.Web.StopAsync();
    }

    [Fact]
    public async Task Who_comes_while_the_silo_starts_waits_and_is_answered()
    {
        using var directory = new TempDirectory();
        await using var silo = await SiloApp.BuildAsync(Args(directory));
        using var http = new HttpClient { BaseAddress = silo.Url.Url };

        var asked = http.SendAsync("GET", "/healthz/live");
        using var another = new TcpClient();
        await another.ConnectAsync(silo.Url.Url.Host, silo.Url.Url.Port);
        Assert.False(asked.IsCompleted);
        await silo.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await asked).Status);
        await silo.Web.StopAsync();
    }

    [Fact]
    public async Task A_start_that_fails_leaves_no_door_open()
    {
        using var directory = new TempDirectory();
        await using var first = await SiloApp.BuildAsync(Args(directory));
        string[] second = [.. Args(directory), $"--Urls=http://127.0.0.1:{Ports.Free()}"];

        await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync(second));

        Assert.True(Ports.IsFree(new Uri(second[^1].Split('=')[1]).Port));
    }

    [Fact]
    public async Task A_second_silo_on_the_same_directory_refuses_and_says_why()
    {
        using var directory = new TempDirectory();
        await using var first = await SiloApp.BuildAsync(Args(directory));
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync(Args(directory)));
        Assert.Contains("Another MzPanel process uses", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_master_key_refuses_and_says_why()
    {
        using var directory = new TempDirectory();
        await using (await SiloApp.BuildAsync(Args(directory)))
        {
        }
        File.Delete(Path.Combine(directory.Path, "master.key"));
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync(Args(directory)));
        Assert.Contains("master key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_refuses_and_names_it()
    {
        using var directory = new TempDirectory();
        using var other = new TempDirectory();
        await using var first = await SiloApp.BuildAsync(Args(directory));
        await first.StartAsync();
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync([.. Args(other), $"--Urls={first.Url.Text}"]));
        Assert.Contains($"port {first.Url.Url.Port} of 127.0.0.1 is taken", refusal.Message, StringComparison.Ordinal);
        await first.Web.StopAsync();
    }

    [Fact]
    public async Task A_silo_port_that_is_taken_refuses_and_names_the_setting()
    {
        using var directory = new TempDirectory();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync([.. Args(directory), $"--Cluster:SiloPort={port}"]));
        Assert.Contains("Cluster:SiloPort", refusal.Message, StringComparison.Ordinal);
    }

    internal static string[] Args(TempDirectory directory) =>
    [
        "--Urls=http://127.0.0.1:0", "--Management:Urls=", "--Cluster:SiloPort=0", $"--Storage:DataDirectory={directory.Path}",
        "--Logging:LogLevel:Default=Critical",
    ];
}
