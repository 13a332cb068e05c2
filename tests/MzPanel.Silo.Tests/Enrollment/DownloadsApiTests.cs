using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Data;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Enrollment;

namespace MzPanel.Silo.Tests.Enrollment;

/// <summary>What anybody may fetch to install an agent, and nothing else.</summary>
public sealed class DownloadsApiTests(Downloads panel) : IClassFixture<Downloads>
{
    private const string Program = "/download/mzagent-linux-amd64";

    [Fact]
    public async Task The_script_comes_with_the_unit_in_it_and_need_not_come_twice()
    {
        var script = await panel.Http.SendAsync("GET", "/install.sh");

        Assert.Equal((HttpStatusCode.OK, "text/x-shellscript; charset=utf-8", "public, no-cache"), (script.Status, script.Header("Content-Type"), script.Header("Cache-Control")));
        Assert.StartsWith("#!/bin/sh\n", script.Text, StringComparison.Ordinal);
        Assert.EndsWith("\ninstall_mzagent \"$@\"\n", script.Text, StringComparison.Ordinal);
        Assert.Contains($"<<'MZAGENT_SERVICE'\n{panel.Unit}MZAGENT_SERVICE\n", script.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, (await panel.Http.SendAsync("GET", "/install.sh", null, ("If-None-Match", script.Header("ETag")!))).Status);
        Assert.Equal(($"{Encoding.UTF8.GetByteCount(script.Text)}", ""), await HeadAsync("/install.sh"));
    }

    [Fact]
    public async Task A_program_comes_whole_in_part_or_not_again()
    {
        panel.Put("amd64", "the program");
        var whole = await panel.Http.SendAsync("GET", Program);
        var tag = whole.Header("ETag")!;

        Assert.Equal((HttpStatusCode.OK, "application/octet-stream", "the program"), (whole.Status, whole.Header("Content-Type"), whole.Text));
        Assert.Equal($"\"{Sha256("the program")}\"", tag);
        Assert.Equal(("11", ""), await HeadAsync(Program));
        Assert.Equal((HttpStatusCode.PartialContent, "program"), await PartAsync("bytes=4-"));
        Assert.Equal((HttpStatusCode.PartialContent, "ram"), await PartAsync("bytes=-3"));
        foreach (var beyond in new[] { "bytes=11-", "bytes=100-", "bytes=-0", "bytes=x" })
            Assert.Equal((HttpStatusCode.OK, "the program"), await PartAsync(beyond));
        Assert.Equal(HttpStatusCode.NotModified, (await panel.Http.SendAsync("GET", Program, null, ("If-None-Match", tag))).Status);
        Assert.NotNull(whole.Header("RateLimit-Remaining"));
        foreach (var path in new[] { Program, "/install.sh" })
        {
            var other = await panel.Http.SendAsync("GET", path, null, ("If-Match", "\"another\""));
            Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition_failed"), (other.Status, other.Code));
        }
    }

    [Fact]
    public async Task What_takes_its_place_is_what_comes_and_what_is_promised()
    {
        panel.Put("amd64", "the first");
        var first = await panel.Http.SendAsync("GET", Program);
        panel.Put("amd64", "the second");
        panel.Put("arm64", "the third");
        var second = await panel.Http.SendAsync("GET", Program);

        Assert.Equal(("the first", "the second"), (first.Text, second.Text));
        Assert.NotEqual(first.Header("ETag"), second.Header("ETag"));
        Assert.Equal($"{Sha256("the second")}  mzagent-linux-amd64\n{Sha256("the third")}  mzagent-linux-arm64\n", (await panel.Http.SendAsync("GET", "/download/SHA256SUMS")).Text);
    }

    [Fact]
    public async Task Where_there_is_none_the_answer_says_how_to_make_one()
    {
        panel.Clear();
        foreach (var path in (string[])[Program, "/download/mzagent-linux-arm64", "/download/SHA256SUMS"])
        {
            var missing = await panel.Http.SendAsync("GET", path);
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), (missing.Status, missing.Code));
            Assert.Contains("packaging/publish-agent.sh", missing.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(panel.Home, missing.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/download/master.key"), InlineData("/download/mzpanel.db"), InlineData("/download/mzagent-linux-amd64.dbg"), InlineData("/download/MZAGENT-LINUX-AMD64")]
    [InlineData("/download/../master.key"), InlineData("/download/..%2fmaster.key"), InlineData("/download/%2e%2e/master.key"), InlineData("/download/..%5cmaster.key")]
    [InlineData("/download/./mzagent-linux-amd64/../../master.key"), InlineData("/download//etc/passwd"), InlineData("/download/%2fetc%2fpasswd")]
    [InlineData("/download/mzagent-linux-amd64%00"), InlineData("/download/mzagent-linux-amd64/"), InlineData("/download/"), InlineData("/download")]
    public async Task No_other_name_leads_to_a_file(string path)
    {
        panel.Put("amd64", "the program");
        panel.Put("amd64.dbg", "symbols");

        var answer = await RawAsync(path);

        // A slash at the end is the same path to the router.
        if (path == "/download/mzagent-linux-amd64/")
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        else
            Assert.Matches("^HTTP/1.1 40[04] (?s:.*)\"code\":\"(not_found|bad_request)\"", answer);
    }

    [Fact]
    public async Task The_install_command_downloads_what_there_is_and_names_its_sum()
    {
        panel.Clear();
        Assert.StartsWith("MZ_INSTALL_TOKEN=mzp_ins_", await panel.CommandAsync(), StringComparison.Ordinal);
        panel.Put("amd64", "for one");
        Assert.EndsWith($" --sha256-amd64 {Sha256("for one")}", await panel.CommandAsync(), StringComparison.Ordinal);
        panel.Put("arm64", "for the other");
        var command = await panel.CommandAsync();

        Assert.Matches(@"^curl -fsSL http://127\.0\.0\.1:\d+/install\.sh \| MZ_INSTALL_TOKEN=mzp_ins_\w+ sh -s -- --url http://127\.0\.0\.1:\d+ --pin [\w-]{43} ", command);
        Assert.EndsWith($" --sha256-amd64 {Sha256("for one")} --sha256-arm64 {Sha256("for the other")}", command, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_has_so_many_downloads_at_once_and_others_still_come_in()
    {
        var places = new DownloadPlaces();
        var taken = Enumerable.Range(0, DownloadPlaces.PerAddress).Select(_ => places.Take("192.0.2.1")).ToList();

        Assert.Equal(PanelError.RateLimited, Assert.Throws<PanelException>(() => places.Take("192.0.2.1")).Error);
        taken.Add(places.Take("192.0.2.2"));
        taken[0].Dispose();
        taken.RemoveAt(0);
        taken.Add(places.Take("192.0.2.1"));
        for (var address = 0; taken.Count < DownloadPlaces.InAll; address++)
            taken.Add(places.Take($"198.51.100.{address}"));
        Assert.Equal(PanelError.Unavailable, Assert.Throws<PanelException>(() => places.Take("203.0.113.1")).Error);

        taken.ForEach(place => place.Dispose());
        places.Take("203.0.113.1").Dispose();
    }

    [Fact]
    public async Task A_place_is_free_again_when_a_download_ends_also_one_that_nobody_reads_to_its_end()
    {
        panel.Put("amd64", new string('x', 4 * 1024 * 1024));
        for (var round = 0; round < DownloadPlaces.PerAddress * 2; round++)
        {
            using var broken = await panel.Http.GetAsync(Program, HttpCompletionOption.ResponseHeadersRead);
            Assert.Contains(broken.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.TooManyRequests]);
        }
        await MzPanel.Testing.Until.Async(async () => (await panel.Http.SendAsync("GET", Program)).Status == HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode, string)> PartAsync(string range)
    {
        var part = await panel.Http.SendAsync("GET", Program, null, ("Range", range));
        return (part.Status, part.Text);
    }

    private async Task<(string? Length, string Body)> HeadAsync(string path)
    {
        var head = await panel.Http.SendAsync("HEAD", path);
        Assert.Equal(HttpStatusCode.OK, head.Status);
        return (head.Header("Content-Length"), head.Text);
    }

    // Clients tidy paths up; an attacker's does not.
    private async Task<string> RawAsync(string path)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(panel.Http.BaseAddress!.Host, panel.Http.BaseAddress.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {panel.Http.BaseAddress.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A whole silo with an owner, and the folder of its data directory that it hands agents out of.</summary>
public sealed class Downloads : IAsyncLifetime
{
    private WholeSilo? silo;
    private int writes;

    public HttpClient Http => silo!.Http;

    public string Home => silo!.Service<DatabaseOptions>().DataDirectory;

    public string Unit { get; } = File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "packaging/mzagent.service"));

    public async ValueTask InitializeAsync()
    {
        silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
    }

    public ValueTask DisposeAsync() => silo!.DisposeAsync();

    public void Put(string architecture, string program)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(Home, "downloads")).FullName, "mzagent-linux-" + architecture);
        File.WriteAllText(file, program);
        // Two writes may fall into one tick of the file system's clock.
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(writes++));
    }

    public void Clear() => Directory.Delete(Directory.CreateDirectory(Path.Combine(Home, "downloads")).FullName, recursive: true);

    public async Task<string> CommandAsync() =>
        (await silo!.AskAsync("POST", "/v1/servers", new { name = "web-1" })).Json.GetProperty("install").GetProperty("command").GetString()!;

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "MzPanel.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
