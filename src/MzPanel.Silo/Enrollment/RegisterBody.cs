using System.Text.Json;
using FluentValidation;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol;
using MzPanel.Protocol.Enrollment;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Enrollment;

/// <summary>Reads what an agent sends to register: agents of other versions send more, so unknown members are passed over.</summary>
internal static class RegisterBody
{
    private static readonly JsonDocumentOptions Syntax = new() { MaxDepth = ApiJson.Depth, AllowDuplicateProperties = false };

    public static RegisterRequest Read(ReadOnlyMemory<byte> body, IValidator<RegisterRequest> validator)
    {
        using var document = Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw Faults.Of(Faults.WholeBody, "must be an object");
        var asked = Shape(document.RootElement);
        var faults = new Faults();
        faults.Add(validator.Validate(asked));
        faults.ThrowIfAny();
        return asked;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Syntax);
        }
        catch (JsonException)
        {
            throw new PanelException(PanelError.MalformedJson, "The body is not well-formed JSON, names a key twice, or is nested too deep.");
        }
    }

    private static RegisterRequest Shape(JsonElement root)
    {
        try
        {
            return root.Deserialize(ProtocolJson.Default.RegisterRequest)!;
        }
        catch (JsonException e)
        {
            throw Faults.Of(e.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } field ? field : Faults.WholeBody, "is not what belongs here");
        }
    }
}

internal sealed class RegisterRequestValidator : AbstractValidator<RegisterRequest>
{
    private const int ShortestNonce = 16;
    private const int Longest = 255;

    public RegisterRequestValidator()
    {
        RuleFor(asked => asked.InstallToken).Secret(Longest);
        RuleFor(asked => asked.ExchangeNonce).Secret(Longest).MinimumLength(ShortestNonce);
        RuleFor(asked => asked.Hostname).Line(Longest);
        RuleFor(asked => asked.Os).MaximumLength(Longest);
        RuleFor(asked => asked.OsVersion).MaximumLength(Longest);
        RuleFor(asked => asked.Arch).MaximumLength(Longest);
        RuleFor(asked => asked.AgentVersion).MaximumLength(Longest);
        RuleFor(asked => asked.SealKey).Must(key => key is null || key.Parameters() is not null).WithMessage("must be a public key on P-256");
    }
}
