namespace MzPanel.Silo.Http;

/// <summary>Roles of a member, in the order of the columns of <see cref="CapabilityTable"/>.</summary>
internal enum Role
{
    /// <summary>Exactly one per workspace.</summary>
    Owner,

    /// <summary>Everything but what is the owner's.</summary>
    Admin,

    /// <summary>Whole servers.</summary>
    Operator,

    /// <summary>The sites handed over.</summary>
    Customer,
}

internal static class Roles
{
    /// <summary>The role that the records or the wire name.</summary>
    public static Role Parse(string word) => Enum.Parse<Role>(word, ignoreCase: true);

    public static string Word(Role role) => ApiJson.MemberName(role.ToString());
}
