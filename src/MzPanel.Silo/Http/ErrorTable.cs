using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>The one place where a refusal becomes a status and a code (rest-api.md, section 2).</summary>
internal static class ErrorTable
{
    public static int Status(PanelError error) => error switch
    {
        PanelError.MalformedJson or PanelError.BadRequest => 400,
        PanelError.Unauthenticated or PanelError.BadCredentials or PanelError.MfaRequired or PanelError.InstallTokenInvalid
            or PanelError.AgentTokenInvalid or PanelError.SetupTokenInvalid => 401,
        PanelError.Forbidden or PanelError.OriginNotAllowed or PanelError.QuotaExceeded or PanelError.TierLocked => 403,
        PanelError.NotFound => 404,
        PanelError.MethodNotAllowed => 405,
        PanelError.NotAcceptable => 406,
        PanelError.Conflict or PanelError.AlreadyExists or PanelError.JobNotCancellable or PanelError.IdempotencyInFlight
            or PanelError.ServerOffline => 409,
        PanelError.PreconditionFailed => 412,
        PanelError.PayloadTooLarge => 413,
        PanelError.UnsupportedMediaType => 415,
        PanelError.ValidationFailed or PanelError.IdempotencyMismatch => 422,
        PanelError.UpgradeRequired => 426,
        PanelError.RateLimited or PanelError.QueueFull => 429,
        PanelError.Unavailable or PanelError.StorageUnavailable => 503,
        PanelError.StorageFull => 507,
        _ => 500,
    };

    public static string Code(PanelError error) => ApiJson.MemberName(error.ToString());

    /// <summary>What a bare status of the framework means, such as 405 by routing.</summary>
    public static PanelException OfStatus(int status) => status switch
    {
        401 => new(PanelError.Unauthenticated, "Sign in first."),
        403 => new(PanelError.Forbidden, "This is not allowed."),
        404 => PanelException.NotFound(),
        405 => new(PanelError.MethodNotAllowed, "This path does not take that method."),
        406 => new(PanelError.NotAcceptable, "The answer is JSON, which the Accept header excludes."),
        412 => EntityTag.Refusal(),
        413 => new(PanelError.PayloadTooLarge, "The body is larger than 1 MiB."),
        415 => new(PanelError.UnsupportedMediaType, "Send the body as application/json."),
        426 => new(PanelError.UpgradeRequired, "This path takes a WebSocket upgrade only."),
        429 => new(PanelError.RateLimited, "Too many requests.", retryAfterS: 1),
        503 => new(PanelError.Unavailable, "Not available now.", retryAfterS: 1),
        < 500 => new(PanelError.BadRequest, "The request cannot be understood."),
        _ => new(PanelError.Internal, "Something went wrong here. The request id names it in the log."),
    };
}
