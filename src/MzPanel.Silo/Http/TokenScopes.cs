namespace MzPanel.Silo.Http;

/// <summary>Scopes of API tokens (rest-api.md, account): what each opens, and what its maker must be allowed to do.</summary>
internal static class TokenScopes
{
    /// <summary>All that the maker may do.</summary>
    public const string All = "*";

    /// <summary>The free shell, besides <c>jobs:write</c>.</summary>
    public const string Shell = "shell:run";

    private static readonly Dictionary<string, Capability> Makers = Table(
        //                  to read                to write
        (Resource.Servers, Capability.UseServers, Capability.ManageServers),
        (Resource.Jobs,    Capability.UseSites,   Capability.UseSites),
        (Resource.Sites,   Capability.UseSites,   Capability.UseSites),
        (Resource.Backups, Capability.UseSites,   Capability.UseSites),
        (Resource.Team,    Capability.ViewTeam,   Capability.ManageTeam),
        (Resource.Account, Capability.Account,    Capability.Account),
        (Resource.Audit,   Capability.ViewAudit,  Capability.ViewAudit));

    /// <summary>Every scope but <see cref="All"/>.</summary>
    public static IReadOnlyCollection<string> Known => Makers.Keys;

    /// <summary>The scope that opens an endpoint to a method.</summary>
    public static string Of(Resource resource, HttpRequest request) => ToCall(resource, request.Method);

    /// <summary>The same by the method alone.</summary>
    public static string ToCall(Resource resource, string method) => IsRead(method) ? ToRead(resource) : ToWrite(resource);

    /// <summary>The scope that shows things of a kind.</summary>
    public static string ToRead(Resource resource) => Of(resource, "read");

    /// <summary>The scope that changes things of a kind.</summary>
    public static string ToWrite(Resource resource) => Of(resource, "write");

    public static bool IsKnown(string? scope) => scope == All || scope is not null && Makers.ContainsKey(scope);

    /// <summary>Whether somebody may give a token this scope: a token never exceeds its maker.</summary>
    public static bool MayGive(CallerIdentity maker, string scope) =>
        scope == All ? maker.Holds(All) : maker.Holds(scope) && CapabilityTable.Allows(maker.Role, Makers[scope]);

    /// <summary>What a token needs for an endpoint, where its capability alone says what it is about.</summary>
    public static Resource? About(Capability capability) => capability switch
    {
        Capability.Account or Capability.Workspace => Resource.Account,
        Capability.ManageTeam or Capability.ViewTeam => Resource.Team,
        Capability.ViewAudit => Resource.Audit,
        Capability.ManageServers or Capability.UseServers => Resource.Servers,
        _ => null,
    };

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static string Of(Resource resource, string verb) => $"{ApiJson.MemberName(resource.ToString())}:{verb}";

    private static Dictionary<string, Capability> Table(params (Resource About, Capability Reads, Capability Writes)[] rows)
    {
        var makers = new Dictionary<string, Capability> { [Shell] = Capability.FreeShell };
        foreach (var (about, reads, writes) in rows)
            (makers[Of(about, "read")], makers[Of(about, "write")]) = (reads, writes);
        return makers;
    }
}
