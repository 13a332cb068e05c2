using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Reading the services of the VPS.</summary>
public static partial class ServiceKinds
{
    /// <summary>All services.</summary>
    public static CommandKind List { get; } = new("service.list", Lane.ReadOnly, true, CommandKind.Run, 60,
        "Services of the VPS with their state.", ArgsSchema.None);

    /// <summary>One service.</summary>
    public static CommandKind Status { get; } = new("service.status", Lane.ReadOnly, true, CommandKind.Run, 60,
        "State of one service.", new ArgsSchema(Name));

    /// <summary>Last log lines of a service.</summary>
    public static CommandKind Logs { get; } = new("service.logs", Lane.ReadOnly, true, CommandKind.Run, 60,
        "Last log lines of one service.", new ArgsSchema(Name, new NumberArg("lines", "How many lines, 200 where absent.", 1, 5000)));

    private static ArgField Name => new TextArg("name", "Service name, with or without .service.")
    {
        Required = true,
        Form = (ServiceName(), "must be a service name: letters, digits and @ . _ : \\ -, not starting with -"),
    };

    [GeneratedRegex(@"^[A-Za-z0-9@_][A-Za-z0-9@._:\\-]*\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex ServiceName();
}
