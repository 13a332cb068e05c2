using System.Globalization;
using System.Text.RegularExpressions;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites.Nginx;

/// <summary>Configuration of nginx that all sites share; in a sandbox also the main file, which a VPS has from its package.</summary>
internal static partial class NginxCommon
{
    private const string MainPath = "/etc/nginx/nginx.conf";

    public static WantedFile MainFile(AgentRoot root, EngineSettings settings) => new(root.Resolve(MainPath), MainText(root, settings));

    public static WantedFile SharedFile(AgentRoot root) => new(root.Resolve("/etc/nginx/conf.d/mz.conf"),
        Shared(root.Resolve(MainPath) is var main && File.Exists(main) ? File.ReadAllText(main) : ""));

    private static string Shared(string main) => $$"""
        # Made by mzagent for all its sites; changes made here are lost.
        {{(HashSize().IsMatch(main) ? "" : "server_names_hash_bucket_size 512;\nserver_names_hash_max_size 16384;")}}
        map $http_upgrade $mz_connection { default upgrade; "" close; }

        """;

    private static string MainText(AgentRoot root, EngineSettings settings) => $$"""
        user {{ConfigText.Value(SiteUsers.WebUser().Name)}};
        worker_processes 1;
        pid {{P(root, "/run/nginx.pid")}};
        error_log {{P(root, "/var/log/nginx/error.log")}};
        events { worker_connections 512; }
        http {
            include {{ConfigText.Value(root.SystemPath("/etc/nginx/mime.types"))}};
            default_type application/octet-stream;
            access_log {{P(root, "/var/log/nginx/access.log")}};
            client_body_temp_path {{P(root, "/var/lib/nginx/body")}};
            proxy_temp_path {{P(root, "/var/lib/nginx/proxy")}};
            fastcgi_temp_path {{P(root, "/var/lib/nginx/fastcgi")}};
            uwsgi_temp_path {{P(root, "/var/lib/nginx/uwsgi")}};
            scgi_temp_path {{P(root, "/var/lib/nginx/scgi")}};
            server {
                listen {{settings.HttpPort.ToString(CultureInfo.InvariantCulture)}} default_server;
                listen {{settings.HttpsPort.ToString(CultureInfo.InvariantCulture)}} ssl default_server;
                ssl_reject_handshake on;
                return 444;
            }
            include {{P(root, "/etc/nginx/conf.d")}}/*.conf;
        }

        """;

    private static string P(AgentRoot root, string path) => ConfigText.Value(root.Resolve(path));

    [GeneratedRegex(@"^\s*server_names_hash_", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex HashSize();
}
