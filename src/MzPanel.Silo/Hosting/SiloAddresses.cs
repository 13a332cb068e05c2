using System.Net;

namespace MzPanel.Silo.Hosting;

/// <summary>The addresses this silo serves; a port 0 becomes a free one before anything needs to know it.</summary>
internal sealed record SiloAddresses(IReadOnlyList<Uri> Urls, IReadOnlyList<Uri> Management, Uri Public)
{
    private const string Example = "http://127.0.0.1:5080";

    /// <summary>Served in clear to more than this machine.</summary>
    public IEnumerable<Uri> Exposed => Urls.Where(u => u.Scheme == "http" && !u.IsLoopback);

    public bool NeedsCertificate => Urls.Concat(Management).Any(u => u.Scheme == "https");

    public static SiloAddresses Of(IConfiguration configuration)
    {
        var urls = Parse("Urls", configuration["Urls"]);
        if (urls.Count == 0)
            throw new StartException($"Urls: names no address such as {Example}");
        return new SiloAddresses(urls, Parse("Management:Urls", configuration["Management:Urls"]), PublicOf(configuration["PublicUrl"], urls[0]));
    }

    private static List<Uri> Parse(string key, string? urls) =>
        [.. (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => One(key, text))];

    private static Uri One(string key, string text)
    {
        // The wildcards of the web server are no host names to a Uri.
        var readable = text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!IsOrigin(readable, out var url))
            throw new StartException($"{key}: '{text}' is no address such as {Example}");
        return url.Port == 0 ? new Uri($"{url.Scheme}://{url.Host}:{Ports.Free()}") : url;
    }

    /// <summary>Where nothing is said it is the first address; a wildcard is no name, so it becomes this machine's.</summary>
    private static Uri PublicOf(string? configured, Uri first)
    {
        if (string.IsNullOrWhiteSpace(configured))
            return first.Host is "0.0.0.0" or "[::]" ? new UriBuilder(first) { Host = Dns.GetHostName() }.Uri : first;
        return IsOrigin(configured, out var url) ? url : throw new StartException($"PublicUrl: '{configured}' is no address such as https://panel.example.org");
    }

    private static bool IsOrigin(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
