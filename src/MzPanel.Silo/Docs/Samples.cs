using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace MzPanel.Silo.Docs;

/// <summary>Values that people recognise, by the name of a member, and what the members of queries mean.</summary>
internal static class Samples
{
    private const string Time = "2026-03-01T12:00:00.000Z";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["id"] = "srv_01k8q3v9x2m4", ["server_id"] = "srv_01k8q3v9x2m4", ["job_id"] = "job_01k8q40c7d1n", ["site_id"] = "site_01k8q45m2b8w",
        ["user_id"] = "usr_01k8q3r5t6z1", ["workspace_id"] = "wks_01k8q3r5t7c9", ["email"] = "ada@example.org", ["name"] = "web-1", ["hostname"] = "web-1.example.org",
        ["domain"] = "example.org", ["os"] = "debian", ["os_version"] = "13", ["arch"] = "amd64", ["agent_version"] = "0.1.0", ["status"] = "online", ["kind"] = "system.info",
        ["role"] = "owner", ["tier"] = "unlimited", ["type"] = "user", ["action"] = "server.create", ["outcome"] = "ok", ["severity"] = "info", ["message"] = "Something happened.",
        ["address"] = "192.0.2.7", ["user_agent"] = "Mozilla/5.0", ["request_id"] = "req_01k8q4a1x5f3", ["password"] = "unicorn-lamp-47-river",
        ["current_password"] = "unicorn-lamp-47-river", ["new_password"] = "harbour-quilt-92-ember", ["workspace_name"] = "Home", ["code"] = "492039",
        ["setup_token"] = "mzp_set_…", ["install_token"] = "mzp_ins_…", ["agent_token"] = "mzp_agt_…", ["token"] = "mzp_ins_…", ["secret"] = "mzp_api_…", ["last_four"] = "x7Qa",
        ["command"] = "/usr/local/bin/mzagent install …", ["otpauth_uri"] = "otpauth://totp/MzPanel:ada@example.org?secret=…", ["rotation"] = "pending", ["stream"] = "stdout",
        ["text"] = "Reading package lists…", ["exchange_nonce"] = "5d41402abc4b2a76b9719d911017c592", ["scopes"] = "servers:read", ["tags"] = "production", ["recovery_codes"] = "k3f9-2mzt-8qwd",
        ["chained_to"] = "aud_01k8q4a1x6v2", ["first_bad"] = "aud_01k8q4a1x6v3", ["retry_of"] = "job_01k8q3zz9h4e", ["cursor"] = "eyJ…", ["next_cursor"] = "eyJ…",
        ["url"] = "https://panel.example.org", ["member_id"] = "mem_01k8q4b7y3n5", ["confirm_name"] = "Home", ["delivery"] = "mail", ["aliases"] = "www.example.org",
        ["Site.id"] = "site_01k8q45m2b8w", ["Site.kind"] = "php", ["NewSite.kind"] = "php", ["Site.status"] = "active", ["Ssl.status"] = "active",
        ["Job.id"] = "job_01k8q40c7d1n", ["Job.status"] = "running", ["JobError.code"] = "interrupted", ["Session.id"] = "ses_01k8q3s1p4v7",
        ["Member.id"] = "mem_01k8q4b7y3n5", ["Member.name"] = "Ada", ["User.id"] = "usr_01k8q3r5t6z1", ["User.name"] = "Ada", ["Workspace.id"] = "wks_01k8q3r5t7c9",
        ["Workspace.name"] = "Home", ["MemberPlace.id"] = "wks_01k8q3r5t7c9", ["MemberPlace.name"] = "Home", ["Event.id"] = "evt_01k8q4c2w9j6", ["Event.name"] = "ssl.renewed",
        ["Invitation.id"] = "inv_01k8q4d8m5r3", ["InvitationMade.id"] = "inv_01k8q4d8m5r3", ["InvitationMade.token"] = "mzp_inv_…", ["ApiToken.id"] = "tok_01k8q4f6k2h1",
        ["ApiTokenMade.id"] = "tok_01k8q4f6k2h1", ["ApiToken.name"] = "ci", ["ApiTokenMade.name"] = "ci", ["NewApiToken.name"] = "ci", ["Audit.id"] = "aud_01k8q4a1x6v2",
        ["AuditActor.id"] = "usr_01k8q3r5t6z1", ["AuditActor.name"] = "ada@example.org", ["AuditSubject.type"] = "server", ["MemberScope.type"] = "all",
        ["NewInvitation.role"] = "admin", ["Invitation.role"] = "admin", ["InvitationMade.role"] = "admin", ["MemberChange.role"] = "admin", ["ChangeAccount.name"] = "Ada",
        ["WorkspaceChange.name"] = "Home", ["Accept.token"] = "mzp_inv_…", ["ConfirmEmail.token"] = "mzp_set_…", ["ConfirmReset.token"] = "mzp_set_…", ["EmailAsked.token"] = "mzp_set_…",
        ["php_version"] = "8.4", ["upstream"] = "http://127.0.0.1:3000", ["issuer"] = "Let's Encrypt", ["lane"] = "server", ["capability"] = "use_servers",
        ["cron"] = "30 3 * * *", ["time_zone"] = "Europe/Berlin", ["overlap"] = "skip", ["server_ids"] = "srv_01k8q3v9x2m4", ["tag"] = "production",
        ["plan_id"] = "plan_01k8q4g1s6t9", ["destination_id"] = "dst_01k8q4h3u8w2", ["destination_ids"] = "dst_01k8q4h3u8w2", ["sealed_for"] = "srv_01k8q3v9x2m4",
        ["schedule"] = "30 3 * * *", ["path"] = "/backup", ["target"] = "in_place", ["include"] = "/etc/hosts", ["paths"] = "/etc", ["exclude"] = "*.log", ["engine"] = "mariadb",
        ["NewDestination.type"] = "local", ["NewDestination.name"] = "attic", ["DestinationChange.name"] = "attic", ["Destination.id"] = "dst_01k8q4h3u8w2", ["Destination.type"] = "local", ["Destination.name"] = "attic",
        ["NewPlan.kind"] = "full", ["NewPlan.name"] = "nightly", ["PlanChange.kind"] = "full", ["PlanChange.name"] = "nightly", ["Plan.id"] = "plan_01k8q4g1s6t9", ["Plan.kind"] = "full", ["Plan.name"] = "nightly",
        ["Snapshot.id"] = "snap_01k8q4j5v2y4", ["Snapshot.status"] = "done", ["PlanDatabase.name"] = "shop",
    };

    private static readonly Dictionary<string, string> Meanings = new()
    {
        ["limit"] = "How many rows at most.", ["cursor"] = "The `next_cursor` of the page before.", ["from"] = "Not before this time.", ["to"] = "Before this time.",
        ["q"] = "Part of a name.", ["after"] = "Number of the last line or change that was seen.", ["wait_s"] = "Seconds to wait for a change.",
        ["step_s"] = "Seconds that one point stands for.", ["actor"] = "Identifier or name of who acted.",
        ["dry_run"] = "Only say what would be done.",
    };

    /// <summary>What a member of a query is for.</summary>
    public static string Meaning(string member) => Meanings.GetValueOrDefault(member, $"Only those of this `{member}`.");

    /// <summary>Whether the member does not go with the others of the example.</summary>
    public static bool IsLeftOut(string? owner, string member) =>
        (owner, member) is ("NewSite" or "Site", "upstream") or ("NewSite", "title" or "admin_user" or "admin_email")
            or ("NewPlan" or "PlanChange" or "Plan", "databases") or ("RestoreRequest", "database") or ("Snapshot", "error") or ("DestinationConfig", not "path");

    /// <summary>A value of a leaf, by what it is a member of where that makes a difference.</summary>
    public static JsonNode? Of(string? owner, string? member, JsonSchemaType? type, string? format, string? least) => (type & ~JsonSchemaType.Null) switch
    {
        JsonSchemaType.String when format == "date-time" => Time,
        JsonSchemaType.String => Texts.GetValueOrDefault($"{owner}.{member}") ?? (member is null ? null : Texts.GetValueOrDefault(member)) ?? "text",
        JsonSchemaType.Integer or JsonSchemaType.Number => least is not null and not "0" && decimal.TryParse(least, out var number) ? number : 1,
        JsonSchemaType.Boolean => member != "dry_run",
        _ => new JsonObject(),
    };
}
