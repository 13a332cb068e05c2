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
