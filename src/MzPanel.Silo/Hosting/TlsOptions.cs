using FluentValidation;

namespace MzPanel.Silo.Hosting;

/// <summary>Settings <c>Tls:*</c>: with both, the silo itself serves https and wss.</summary>
internal sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>PEM file of the certificate and its chain.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of its private key.</summary>
    public string? KeyFile { get; set; }
}

internal sealed class TlsOptionsValidator : AbstractValidator<TlsOptions>
{
    public TlsOptionsValidator()
    {
        RuleFor(o => o.CertificateFile).NotEmpty().When(o => !string.IsNullOrEmpty(o.KeyFile)).WithMessage("is needed beside Tls:KeyFile");
        RuleFor(o => o.KeyFile).NotEmpty().When(o => !string.IsNullOrEmpty(o.CertificateFile)).WithMessage("is needed beside Tls:CertificateFile");
        RuleFor(o => o.CertificateFile).Must(File.Exists).When(o => !string.IsNullOrEmpty(o.CertificateFile)).WithMessage("'{PropertyValue}' does not exist");
        RuleFor(o => o.KeyFile).Must(File.Exists).When(o => !string.IsNullOrEmpty(o.KeyFile)).WithMessage("'{PropertyValue}' does not exist");
    }
}
