using System.Text;
using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Sites.WordPress;

/// <summary>What a new WordPress is to be called, and by whom it is first administered.</summary>
internal sealed record WordPressAdmin(string Title, string User, string Email)
{
    private const string UsualUser = "admin";

    // A column of WordPress's.
    private const int LongestEmail = 100;

    public static WordPressAdmin Of(CommandContext context, string domain)
    {
        var email = context.Text("admin_email") ?? "admin@" + domain;
        return email.Length <= LongestEmail ? new WordPressAdmin(context.Text("title") ?? domain, context.Text("admin_user") ?? UsualUser, email)
            : throw new SiteException("bad_args", $"args.admin_email is needed here: {email} is longer than WordPress takes.");
    }

    /// <summary>For whoever may read root's files on the VPS; nothing else knows the password.</summary>
    public void Leave(string file, string password, string address) => SystemFile.Write(file, Encoding.UTF8.GetBytes(
        $"""
        Sign in at {address}/wp-login.php
        user: {User}
        password: {password}

        Change the password there, then remove this file.

        """), SystemFile.OwnerOnly);
}
