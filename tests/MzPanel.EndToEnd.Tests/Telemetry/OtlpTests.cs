using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Telemetry;

/// <summary>What a receiver gets that the standard variables name.</summary>
public sealed class OtlpTests : IDisposable
{
    private readonly TempDirectory data = new();
    private readonly HttpListener receiver = new();
    private readonly Uri receiving = new($"http://127.0.0.1:{FreePort.Next()}/");
    private readonly ConcurrentDictionary<string, string> received = new();

    [Fact]
    public async Task A_request_is_traced_through_its_grains_and_a_heartbeat_is_not()
    {
        receiver.Prefixes.Add(receiving.AbsoluteUri);
        receiver.Start();
        _ = ReceiveAsync();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var output = new ConcurrentQueue<string>();
        using var silo = Start(address, output);
        try
        {
            await Until.Async(() => Task.FromResult(output.Any(line => line.StartsWith("Setup:", StringComparison.Ordinal))));
            using var owner = await Owner.SetUpAsync(address, output.First(line => line.StartsWith("Setup:", StringComparison.Ordinal)).Split("#token=")[1].Trim());
            var (server, install) = await owner.ServerAsync();
            await using var agent = new ForeignAgent(address, await owner.RegisterAsync(install), full: true, ["x"]);
            agent.Start();
            await owner.EndedAsync(await owner.JobAsync(server, "system.info"));

            await Until.Async(() => Task.FromResult(Received("/v1/traces").Contains("IServerGrain/Submit", StringComparison.Ordinal)));
            await Until.Async(() => Task.FromResult(Received("/v1/metrics").Contains("mzpanel.agents.heartbeats", StringComparison.Ordinal)));
            Assert.Contains("POST /v1/servers/{id}/jobs", Received("/v1/traces"), StringComparison.Ordinal);
            Assert.DoesNotContain("IServerGrain/Attach", Received("/v1/traces"), StringComparison.Ordinal);
            Assert.DoesNotContain("IServerGrain/Beat", Received("/v1/traces"), StringComparison.Ordinal);
        }
        finally
        {
            silo.Kill();
            await silo.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        receiver.Close();
        data.Dispose();
    }

    private string Received(string path) => received.GetValueOrDefault(path, "");

    private Process Start(Uri address, ConcurrentQueue<string> output)
    {
        var start = new ProcessStartInfo(Programs.Silo, [$"--Urls={address.OriginalString}", "--Management:Urls=", "--Cluster:SiloPort=0", $"--Storage:DataDirectory={data.Path}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiving.AbsoluteUri;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        var silo = Process.Start(start)!;
        silo.OutputDataReceived += (_, e) => output.Enqueue(e.Data ?? "");
        silo.BeginOutputReadLine();
        return silo;
    }

    // Names stand in the binary form as they are.
    private async Task ReceiveAsync()
    {
        while (receiver.IsListening)
        {
            var sent = await receiver.GetContextAsync();
            using var body = new MemoryStream();
            await sent.Request.InputStream.CopyToAsync(body);
            received.AddOrUpdate(sent.Request.Url!.AbsolutePath, _ => Encoding.UTF8.GetString(body.ToArray()), (_, before) => before + Encoding.UTF8.GetString(body.ToArray()));
            sent.Response.Close();
        }
    }
}
