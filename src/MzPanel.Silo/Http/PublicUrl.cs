namespace MzPanel.Silo.Http;

/// <summary>The address people and agents know us by (<c>PublicUrl</c>): links, install commands and the origin rule use it.</summary>
internal sealed class PublicUrl
{
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];
    private readonly HashSet<string> origins;

    public PublicUrl(Uri url)
    {
        Url = url;
        origins = url.IsLoopback
            ? LoopbackNames.Select(name => Origin(url.Scheme, name, url.Port)).Append(Origin(url)).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : new(StringComparer.OrdinalIgnoreCase) { Origin(url) };
    }

    public Uri Url { get; }

    /// <summary>Without a slash at the end, to put a path behind.</summary>
    public string Text => Url.ToString().TrimEnd('/');

    /// <summary>Whether an <c>Origin</c> is ours. The names of this machine are one origin to people, so they are to us.</summary>
    public bool IsOurs(string origin) => origins.Contains(origin);

    /// <summary>The origin of an address in its one written form, or <see langword="null"/> where it is none.</summary>
    public static string? OriginOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? Origin(uri) : null;

    private static string Origin(Uri uri) => Origin(uri.Scheme, uri.Host, uri.Port);

    private static string Origin(string scheme, string host, int port) =>
        port == (scheme == "https" ? 443 : 80) ? $"{scheme}://{host}" : $"{scheme}://{host}:{port}";
}
