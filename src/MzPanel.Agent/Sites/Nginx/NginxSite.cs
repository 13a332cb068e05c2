using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Sites.Nginx;

/// <summary>What nginx is told of one site. Pure.</summary>
internal sealed record NginxSite(SiteEntry Site, SitePaths Paths, EngineSettings Settings, NginxPlace Place)
{
    /// <summary>Answers this VPS itself with <see cref="Mark"/>, so that one sees which configuration is in force.</summary>
    public const string MarkPath = "/.well-known/mz-site";

    /// <summary>Another one for each content.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body())))[..16];

    public string Render() => Body().Replace("@mark@", Mark, StringComparison.Ordinal);

    private string Body()
    {
        var issued = Site.Certificate is not null;
        var plain = Server($"listen {{0}}{Number(Settings.HttpPort)};", issued && Site.Enabled ? Redirect() : Content(Settings.HttpPort, EngineSettings.UsualHttp));
        var secure = Server($"listen {{0}}{Number(Settings.HttpsPort)} ssl http2;", Certificate(issued) + Content(Settings.HttpsPort, EngineSettings.UsualHttps));
        return $"# Made by mzagent for {V(Site.SiteId)}; changes made here are lost.\n{plain}{secure}";
    }

    private string Server(string listen, string content) => $$"""
        server {
            {{string.Format(CultureInfo.InvariantCulture, listen, "")}}
            {{(Place.HasIpv6 ? string.Format(CultureInfo.InvariantCulture, listen, "[::]:") : "")}}
            server_name {{string.Join(' ', Site.Names.Select(V))}};
            access_log {{V(Paths.AccessLog)}};
            error_log {{V(Paths.ErrorLog)}};
            client_max_body_size {{Number(Site.UploadMb)}}m;
            location ^~ /.well-known/acme-challenge/ { root {{V(Place.Challenges)}}; default_type text/plain; }
            location = {{MarkPath}} { access_log off; allow 127.0.0.1; deny all; default_type text/plain; return 200 @mark@; }
        {{content}}}

        """;

    private string Content(int port, int usual) => !Site.Enabled ? "    location / { return 503; }\n" : Site.Kind switch
    {
        SiteKind.Proxy => Proxy(),
        SiteKind.Php => Php(Host(port, usual)),
        SiteKind.WordPress => NoUploadedPrograms + Php(Host(port, usual)),
        _ => Files("try_files $uri $uri/ =404;", "index.html"),
    };

    private string Redirect() => $"    location / {{ return 301 https://$host{(Settings.HttpsPort == EngineSettings.UsualHttps ? "" : ":" + Number(Settings.HttpsPort))}$request_uri; }}\n";

    private string Certificate(bool issued) => $$"""
            ssl_certificate {{V(issued ? Paths.Issued : Paths.SelfSigned)}}/fullchain.pem;
            ssl_certificate_key {{V(issued ? Paths.Issued : Paths.SelfSigned)}}/privkey.pem;
            ssl_protocols TLSv1.2 TLSv1.3;

        """;

    private string Files(string tryFiles, string index) => $$"""
            root {{V(Paths.Public)}};
            index {{index}};
            disable_symlinks if_not_owner from={{V(Paths.Public)}};
            location / { {{tryFiles}} }
            location ~ /\.(?!well-known/) { deny all; }

        """;

    // WordPress takes files from strangers: what they bring is never run.
    private const string NoUploadedPrograms = "    location ~ ^/wp-content/uploads/.*\\.php { deny all; }\n";

    // Debian's parameters leave the port out, and a program that builds its own address then sends visitors round in circles.
    private static string Host(int port, int usual) => port == usual ? "$host" : "$host:" + Number(port);

    private string Php(string host) => Files("try_files $uri $uri/ /index.php?$args;", "index.php index.html") + $$"""
            location ~ \.php$ {
                try_files $uri =404;
                include {{V(Place.FastCgiParameters)}};
                fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
                fastcgi_param HTTP_HOST {{host}};
                fastcgi_param HTTP_PROXY "";
                fastcgi_pass unix:{{V(Paths.PoolSocket(Site.PhpVersion!))}};
            }

        """;

    private string Proxy() => $$"""
            location / {
        {{Upstream()}}
                proxy_http_version 1.1;
                proxy_set_header Host $host;
                proxy_set_header X-Real-IP $remote_addr;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $mz_connection;
                proxy_ssl_server_name on;
            }

        """;

    // A name in proxy_pass itself is looked up when nginx starts: one that does not resolve would keep every site from starting.
    private string Upstream() => ProxyTarget.Parse(Site.Upstream!) is { IsAddress: true } target
        ? $"        proxy_pass {V(target.Url)};"
        : $"        resolver {string.Join(' ', Place.Resolvers.Select(V))};\n        resolver_timeout 5s;\n        set $mz_upstream {V(Site.Upstream!)};\n        proxy_pass $mz_upstream;";

    private static string V(string text) => ConfigText.Value(text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
