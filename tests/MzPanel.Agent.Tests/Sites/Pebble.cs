using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>A certificate authority: Debian's pebble, and its server for names, under which every name is this machine.</summary>
internal sealed class Pebble : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("pebble-");
    private readonly List<Process> processes = [];
    private readonly int names = SiteBench.FreePort();
    private readonly int namesManagement = SiteBench.FreePort();
    private readonly int port = SiteBench.FreePort();

    public string Server => $"https://127.0.0.1:{port}/dir";

    /// <summary>What to trust when speaking with it.</summary>
    public string Trust => home.FullName + "/cert.pem";

    /// <summary>Members of <c>engine.json</c> that name it.</summary>
    public string Settings => $""", "acme_server": "{Server}", "acme_trust": "{Trust}" """;

    /// <summary>Starts it; challenges are asked at that port.</summary>
    public async Task StartAsync(int httpPort)
    {
        WriteCertificate();
        File.WriteAllText(home.FullName + "/config.json", $$"""
            {"pebble": {"listenAddress": "127.0.0.1:{{port}}", "managementListenAddress": "127.0.0.1:{{SiteBench.FreePort()}}",
             "certificate": "{{Trust}}", "privateKey": "{{home.FullName}}/key.pem", "httpPort": {{httpPort}}, "tlsPort": 1, "ocspResponderURL": "",
             "externalAccountBindingRequired": false, "domainBlocklist": ["blocked.example.org"], "certificateValidityPeriod": {{60 * 24 * 3600}} } }
            """);
        Start("pebble-challtestsrv", "-dns01", $"127.0.0.1:{names}", "-management", $"127.0.0.1:{namesManagement}",
            "-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", "");
        Start("pebble", "-config", home.FullName + "/config.json", "-dnsserver", $"127.0.0.1:{names}");
        await AnswersAsync();
    }

    /// <summary>From now on nobody knows that name.</summary>
    public async Task ForgetNameAsync(string name)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{namesManagement}/set-servfail"), new { host = name + "." });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public void Stop()
    {
        foreach (var process in processes.Where(p => !p.HasExited))
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Stop();
        processes.ForEach(p => p.Dispose());
        home.Delete(recursive: true);
    }

    private void Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PEBBLE_VA_NOSLEEP"] = "1";
        start.Environment["PEBBLE_WFE_NONCEREJECT"] = "0";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
    }

    private async Task AnswersAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await AnswersAsync(http))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(Server));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=pebble", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        File.WriteAllText(Trust, certificate.ExportCertificatePem());
        File.WriteAllText(home.FullName + "/key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
