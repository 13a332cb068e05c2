using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>What each error may look like.</summary>
internal static class ErrorExamples
{
    private static readonly Dictionary<string, string[]> Fields = new() { ["name"] = ["must not be empty"] };

    public static JsonNode Of(PanelError error) =>
        JsonSerializer.SerializeToNode(ErrorAnswer.Envelope(new PanelException(error, Message(error), Details(error))), ApiJson.Options)!;

    private static Dictionary<string, string[]>? Details(PanelError error) => error == PanelError.ValidationFailed ? Fields : null;

    private static string Message(PanelError error) => error switch
    {
        PanelError.MalformedJson => "The body is not well-formed JSON, names a key twice, or is nested too deep.",
        PanelError.BadCredentials => "E-mail address, password or code are not right.",
        PanelError.MfaRequired => "Send the code of your second factor, or a recovery code, as well.",
        PanelError.InstallTokenInvalid => "The install token is expired, used or unknown. Make a new one.",
        PanelError.AgentTokenInvalid => "The agent token is missing, malformed, unknown or revoked.",
        PanelError.SetupTokenInvalid => "This is not the set-up token of this installation.",
        PanelError.OriginNotAllowed => "This request does not come from the dashboard.",
        PanelError.QuotaExceeded => "The tier plus allows 3 servers.",
        PanelError.TierLocked => "The tier of this workspace does not include the export of the audit.",
        PanelError.Conflict => "Others are changing this at the same time.",
        PanelError.AlreadyExists => "There is one of this name already.",
        PanelError.JobNotCancellable => "The job has ended: it is succeeded.",
        PanelError.IdempotencyInFlight => "A request with this key is still running.",
        PanelError.ServerOffline => "The server is not connected now.",
        PanelError.PreconditionFailed => EntityTag.Refusal().Message,
        PanelError.ValidationFailed => new Faults().Refusal().Message,
        PanelError.IdempotencyMismatch => "This key was used for another request.",
        PanelError.QueueFull => "The server has 1000 jobs waiting. Wait for some to end, or cancel them.",
        PanelError.StorageUnavailable => "The records cannot be reached now. Try again.",
        PanelError.StorageFull => "There is no room left on the disk of the control plane.",
        _ => ErrorTable.OfStatus(ErrorTable.Status(error)).Message,
    };
}
