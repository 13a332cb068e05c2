using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites.Php;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Sites.WordPress;

/// <summary>
/// Has WordPress set itself up in its database, by its own installer: on the command line, as the site's user, before anybody
/// can reach it over the web.
/// </summary>
internal sealed class WordPressInstall(SiteParts parts, SiteEntry site)
{
    private const string Finished = "mz-installed";
    private const int SaidCharacters = 4096;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // WordPress itself would ask the site that is not served yet how it answers, and would mail.
    private const string Script = """
        $in = json_decode(stream_get_contents(STDIN), true, 4, JSON_THROW_ON_ERROR);
        define('WP_INSTALLING', true);
        $_SERVER['HTTP_HOST'] = $_SERVER['SERVER_NAME'] = $in['domain'];
        $_SERVER['REQUEST_URI'] = '/';
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
        $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
        function wp_new_blog_notification() {}
        require $in['directory'] . '/wp-load.php';
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        add_filter('pre_http_request', fn () => new WP_Error('offline', 'No requests while installing.'));
        wp_install($in['title'], $in['user'], $in['email'], true, '', wp_slash($in['password']));
        $GLOBALS['wp_rewrite']->set_permalink_structure('/%year%/%monthnum%/%day%/%postname%/');
        flush_rewrite_rules();
        if (wp_authenticate($in['user'], $in['password']) instanceof WP_User)
            echo "\nmz-installed\n";
        """;

    private readonly CommandContext context = parts.Context;

    public async Task RunAsync(WordPressAdmin admin, string password, CancellationToken cancelled)
    {
        var paths = parts.Paths(site);
        var input = JsonSerializer.Serialize(
            new WordPressInput(paths.Public, site.Domain, admin.Title, admin.User, admin.Email, password), SitesJson.Default.WordPressInput);
        var (code, said) = await LimitedAsync(Call(paths) with { Input = input, Secrets = [password] }, cancelled);
        if (code == 0 && said.Contains(Finished, StringComparison.Ordinal))
            return;
        context.Log.Write(LogLine.Stderr, Beginning(new SecretMask([password]).Apply(said)));
        throw new SiteException("install_failed", $"WordPress's installer did not come to its end (exit code {code}); what it said is in the log.");
    }

    // By numbers: the table of users may be that of a sandbox.
    private ProgramCall Call(SitePaths paths)
    {
        var user = parts.Users.Get(site.User);
        return new ProgramCall("setpriv",
            [
                $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups", "--no-new-privs", "--", PhpCli.Program(site.PhpVersion!),
                "-d", $"open_basedir={paths.Public}/:{paths.Temporary}/", "-d", "sys_temp_dir=" + paths.Temporary, "-d", "zend.exception_ignore_args=1",
                "-d", "display_errors=stderr", "-r", Script,
            ],
            paths.Public, new Dictionary<string, string> { ["HOME"] = paths.Temporary, ["TMPDIR"] = paths.Temporary });
    }

    private static string Beginning(string said) => said.Length > SaidCharacters ? said[..SaidCharacters] : said;

    private async Task<(int ExitCode, string Stdout)> LimitedAsync(ProgramCall call, CancellationToken cancelled)
    {
        try
        {
            return await parts.Time.WithinAsync(Limit, c => context.CaptureAsync(call, c), cancelled);
        }
        catch (TimeoutException)
        {
            throw new SiteException("install_failed", $"WordPress's installer took longer than {Limit.TotalMinutes} minutes and was ended.");
        }
    }
}

/// <summary>What the installer reads.</summary>
internal sealed record WordPressInput(string Directory, string Domain, string Title, string User, string Email, string Password);
