using FluentValidation;
using MzPanel.Data;

namespace MzPanel.Silo.Hosting;

/// <summary>Settings <c>Storage:*</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Directory of the SQLite file, the master key and the agent downloads; relative to the current directory.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Connection string of a PostgreSQL database instead of SQLite.</summary>
    public string? Postgres { get; set; }

    public DatabaseOptions Place() => new()
    {
        DataDirectory = Path.GetFullPath(DataDirectory),
        Postgres = string.IsNullOrWhiteSpace(Postgres) ? null : Postgres,
    };
}

internal sealed class StorageOptionsValidator : AbstractValidator<StorageOptions>
{
    public StorageOptionsValidator()
    {
        RuleFor(o => o.DataDirectory).NotEmpty();
        RuleFor(o => o.Postgres).Must(text => text is null || text.Trim().Length > 0).WithMessage("must be a connection string, or absent");
    }
}

/// <summary>Settings <c>Keys:*</c>.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>File of the master key; <c>master.key</c> in the data directory where absent.</summary>
    public string? MasterKeyFile { get; set; }
}

internal sealed class KeysOptionsValidator : AbstractValidator<KeysOptions>;
