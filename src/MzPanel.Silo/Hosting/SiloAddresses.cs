using System.Net;

namespace MzPanel.Silo.Hosting;

/// <summary>The addresses this silo serves; a port 0 becomes a free one before anything needs to know it.</summary>
internal sealed record SiloAddresses(IReadOnlyList<Uri> Urls, IReadOnlyList<Uri> Management, Uri Public)
{
    private const string UrlsKey = "Urls";
    private const string ManagementKey = "Management:Urls";
    private const string PublicKey = "PublicUrl";
    private const string Example = "http://127.0.0.1:5080";

    /// <summary>Served in clear to more than this machine.</summary>
    public IEnumerable<Uri> Exposed => Urls.Where(u => u.Scheme == "http" && !u.IsLoopback);

    public bool NeedsCertificate => Urls.Concat(Management).Any(u => u.Scheme == "https");

    /// <summary>The addresses of settings that have been checked.</summary>
    public static SiloAddresses Of(IConfiguration configuration)
    {
        var urls = Served(configuration, UrlsKey);
        return new SiloAddresses(urls, Served(configuration, ManagementKey), PublicOf(configuration[PublicKey], urls[0]));
    }

    /// <summary>What is wrong with the addresses in the settings, each with its key.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        if (Texts(configuration, UrlsKey).Length == 0)
            yield return $"{UrlsKey}: names no address such as {Example}";
        foreach (var key in new[] { UrlsKey, ManagementKey })
            foreach (var text in Texts(configuration, key).Where(text => !IsOrigin(text, out _)))
                yield return $"{key}: '{text}' is no address such as {Example}";
        foreach (var port in Ports(configuration, UrlsKey).Intersect(Ports(configuration, ManagementKey)).Where(port => port != 0))
            yield return $"{ManagementKey}: port {port} is one of {UrlsKey} too, and what it serves is told apart by its port";
        if (configuration[PublicKey] is { } name && !string.IsNullOrWhiteSpace(name) && !IsOrigin(name, out _))
            yield return $"{PublicKey}: '{name}' is no address such as https://panel.example.org";
    }

    /// <summary>One by one; the wildcards of the web server are no host names to a Uri.</summary>
    private static string[] Texts(IConfiguration configuration, string key) => [.. (configuration[key] ?? "")
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(text => text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal))];

    private static IEnumerable<int> Ports(IConfiguration configuration, string key) =>
        Texts(configuration, key).Where(text => IsOrigin(text, out _)).Select(text => new Uri(text).Port);

    private static List<Uri> Served(IConfiguration configuration, string key) =>
        [.. Texts(configuration, key).Select(text => new Uri(text)).Select(url => url.Port == 0 ? new Uri($"{url.Scheme}://{url.Host}:{Hosting.Ports.Free()}") : url)];

    /// <summary>Where nothing is said it is the first address; a wildcard is no name, so it becomes this machine's.</summary>
    private static Uri PublicOf(string? configured, Uri first)
    {
        if (string.IsNullOrWhiteSpace(configured))
            return first.Host is "0.0.0.0" or "[::]" ? new UriBuilder(first) { Host = Dns.GetHostName() }.Uri : first;
        return new Uri(configured);
    }

    private static bool IsOrigin(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
