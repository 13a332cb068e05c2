using System.Globalization;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites.Php;

/// <summary>The pool of one site: its own user, its own socket, and nothing of other sites within its reach. Pure.</summary>
internal sealed record PhpPool(SiteEntry Site, SitePaths Paths, UnixUser User, string WebUser)
{
    private const int MostChildren = 10;

    // The opcache is one for all pools: its functions tell of the scripts of others and can throw them out of it. And in the
    // site's own directory no program of the VPS collects sessions that are over.
    // By numbers: the table of users may be that of a sandbox.
    public string Render() => $$"""
        ; Made by mzagent for {{V(Site.SiteId)}}; changes made here are lost.
        [mz-{{V(Site.SiteId)}}]
        user = {{V(User.Uid)}}
        group = {{V(User.Gid)}}
        listen = {{V(Paths.PoolSocket(Site.PhpVersion!))}}
        listen.owner = {{V(WebUser)}}
        listen.group = {{V(WebUser)}}
        listen.mode = 0660
        pm = ondemand
        pm.max_children = {{N(MostChildren)}}
        pm.process_idle_timeout = 30s
        pm.max_requests = 1000
        security.limit_extensions = .php
        env[TMPDIR] = {{V(Paths.Temporary)}}
        php_admin_value[open_basedir] = {{V(Paths.Public)}}/:{{V(Paths.Temporary)}}/
        php_admin_value[sys_temp_dir] = {{V(Paths.Temporary)}}
        php_admin_value[upload_tmp_dir] = {{V(Paths.Temporary)}}
        php_admin_value[session.save_path] = {{V(Paths.Temporary)}}
        php_admin_value[session.gc_probability] = 1
        php_admin_value[opcache.restrict_api] = /nonexistent
        php_admin_value[upload_max_filesize] = {{N(Site.UploadMb)}}M
        php_admin_value[post_max_size] = {{N(Site.UploadMb + 1)}}M
        php_admin_flag[log_errors] = on
        php_admin_flag[expose_php] = off

        """;

    private static string V(string text) => ConfigText.Value(text);

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
