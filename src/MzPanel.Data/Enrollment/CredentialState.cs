namespace MzPanel.Data.Enrollment;

/// <summary>States of install and agent tokens in the records.</summary>
public static class CredentialState
{
    /// <summary>Install token that may register its server.</summary>
    public const string Open = "open";

    /// <summary>Install token that has registered its server.</summary>
    public const string Used = "used";

    /// <summary>Agent token that connects its server.</summary>
    public const string Active = "active";

    /// <summary>A rotation was asked for; its token is made when it is delivered.</summary>
    public const string Requested = "requested";

    /// <summary>Agent token of a rotation on its way: takes the place of the active one when it authenticates.</summary>
    public const string Delivered = "delivered";

    /// <summary>A delivered one that the agent says it keeps: it is not made anew, and takes the active one's place likewise.</summary>
    public const string Kept = "kept";

    /// <summary>Agent token whose successor has authenticated.</summary>
    public const string Retired = "retired";

    /// <summary>Taken back: by a newer token, a new registration or the end of the server.</summary>
    public const string Revoked = "revoked";
}
