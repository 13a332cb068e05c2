namespace MzPanel.Grains.Refusals;

/// <summary>
/// Every reason to refuse, in one word. The front end translates it to a status and <c>error.code</c> in one place
/// (rest-api.md, section 2); the names are those codes in Pascal case.
/// </summary>
public enum PanelError
{
#pragma warning disable CS1591 // The names are the documentation: rest-api.md, section 2.
    MalformedJson, BadRequest,
    Unauthenticated, BadCredentials, MfaRequired, InstallTokenInvalid, AgentTokenInvalid, SetupTokenInvalid,
    Forbidden, OriginNotAllowed, QuotaExceeded, TierLocked,
    NotFound,
    MethodNotAllowed, NotAcceptable, PayloadTooLarge, UnsupportedMediaType, UpgradeRequired,
    Conflict, AlreadyExists, JobNotCancellable, IdempotencyInFlight, ServerOffline,
    PreconditionFailed,
    ValidationFailed, IdempotencyMismatch,
    RateLimited, QueueFull,
    Internal, Unavailable, StorageUnavailable, StorageFull,
#pragma warning restore CS1591
}
