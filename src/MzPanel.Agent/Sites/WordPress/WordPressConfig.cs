using System.Text;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Sites.WordPress;

/// <summary>A new site's <c>wp-config.php</c>. Pure but for its salts.</summary>
internal sealed record WordPressConfig(SiteEntry Site, SitePaths Paths, EngineSettings Settings, DatabaseLogin Login, string Socket)
{
    private const int SaltCharacters = 64;

    private static readonly string[] Salts =
        ["AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY", "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT"];

    public string Http => Address("http", Settings.HttpPort, EngineSettings.UsualHttp);

    public string Https => Address("https", Settings.HttpsPort, EngineSettings.UsualHttps);

    // A site answers http and https until it has a certificate; links that led from one to the other would be a warning to visitors.
    public string Render() => $$"""
        <?php
        // Made by mzagent with the site; it is the site's own from then on.
        define( 'DB_NAME', '{{V(Login.Name)}}' );
        define( 'DB_USER', '{{V(Login.Name)}}' );
        define( 'DB_PASSWORD', '{{V(Login.Password)}}' );
        define( 'DB_HOST', 'localhost:{{V(Socket)}}' );
        define( 'DB_CHARSET', 'utf8mb4' );
        define( 'DB_COLLATE', '' );
        {{SaltLines()}}
        $table_prefix = 'wp_';
        define( 'WP_HOME', empty( $_SERVER['HTTPS'] ) || 'off' === $_SERVER['HTTPS'] ? '{{V(Http)}}' : '{{V(Https)}}' );
        define( 'WP_SITEURL', WP_HOME );
        define( 'WP_TEMP_DIR', '{{V(Paths.Temporary)}}' );
        define( 'FS_METHOD', 'direct' );
        define( 'WP_DEBUG', false );
        if ( ! defined( 'ABSPATH' ) ) {
            define( 'ABSPATH', __DIR__ . '/' );
        }
        require_once ABSPATH . 'wp-settings.php';

        """;

    private string Address(string scheme, int port, int usual) => $"{scheme}://{Site.Domain}{(port == usual ? "" : $":{port}")}";

    private static string SaltLines()
    {
        var lines = new StringBuilder();
        foreach (var name in Salts)
            lines.Append("define( '").Append(name).Append("', '").Append(V(Secret.New(SaltCharacters))).Append("' );\n");
        return lines.ToString().TrimEnd();
    }

    private static string V(string text) => ConfigText.Value(text);
}
